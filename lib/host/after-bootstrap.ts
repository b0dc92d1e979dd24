/** Parameter of the update document that its association sets: a fingerprint of what the document does. */
export const TEXT = 'Text';

/**
 * First lines of the update document, as plain `sh`. Systems Manager fills in the parameter. The bootstrap, which is a
 * part of cloud-init, runs the document as it stands. EC2's agent is there from the start: an update that does not wait
 * for the bootstrap fails for want of Node.js, and nothing repeats it.
 */
export const AFTER_BOOTSTRAP: readonly string[] = [
  `text='{{ ${TEXT} }}'`,
  'case $text in',
  "  '{'*) ;;",
  '  *) if command -v cloud-init >/dev/null; then timeout 900 cloud-init status --wait >/dev/null || :; fi ;;',
  'esac',
];
