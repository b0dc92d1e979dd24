/** How `journalctl` is asked to follow one unit. Not quietly: that would hide why an unprivileged user sees nothing. @param cursor after which to go on; undefined: from now */
export function journalArguments(unit: string, cursor: string | undefined): readonly string[] {
  const from = cursor === undefined ? ['--lines=0'] : [`--after-cursor=${cursor}`, '--lines=all'];
  return ['--follow', '--no-pager', '--output=json', '--output-fields=MESSAGE', `--unit=${unit}`, ...from];
}
