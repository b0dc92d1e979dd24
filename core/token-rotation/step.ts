/** The steps of a rotation, in their order, spelled as AWS's function templates spell them. */
export const ROTATION_STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

export type RotationStep = (typeof ROTATION_STEPS)[number];

/** The step that is meant; AWS's guide spells them with underscores as well. undefined: none of the four. */
export function readRotationStep(text: string): RotationStep | undefined {
  const plain = text.replaceAll('_', '').toLowerCase();
  return ROTATION_STEPS.find((step) => step.toLowerCase() === plain);
}
