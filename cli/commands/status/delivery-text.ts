import type { DeliveryStatus } from '../../../core/status.ts';

/** A sink, what is still to follow, and each consumer with what it proved last. */
export function deliveryRows(
  { sink, target, generation, fingerprint, adoption, consumers, followUp, error }: DeliveryStatus,
  row: (label: string, text: string) => string,
): string[] {
  return [
    row('sink', `${sink} ${target}  generation ${generation} ${fingerprint ?? ''}  ${error ?? adoption}`),
    ...(followUp?.error
      ? [row('', `afterDelivery failed: ${followUp.error}; again at ${followUp.nextAt}`)]
      : []),
    ...consumers.map((proof) =>
      row(
        'consumer',
        `${proof.consumer}  ${proof.adoption}, ${proof.how} ${proof.fingerprint} at ${proof.provenAt}`,
      ),
    ),
  ];
}
