import type { DeliveryStatus } from '../../../core/status.ts';

/** A token in a sink, in one line. */
export function sinkText(
  delivery: Pick<DeliveryStatus, 'sink' | 'target' | 'generation' | 'fingerprint' | 'error'> & {
    readonly adoption: string;
  },
): string {
  const { sink, target, generation, fingerprint, adoption, error } = delivery;
  return `${sink} ${target}  generation ${generation} ${fingerprint ?? ''}  ${error ?? adoption}`;
}

/** A sink, what is still to follow, and each consumer with what it proved last. */
export function deliveryRows(
  delivery: DeliveryStatus,
  row: (label: string, text: string) => string,
): string[] {
  const { consumers, followUp } = delivery;
  return [
    row('sink', sinkText(delivery)),
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
