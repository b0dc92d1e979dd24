/**
 * What a scheduler can do next: let an actor make its next step, kill it there, or let the time of a lock pass while
 * everybody stands still.
 */
export type Move =
  | { readonly kind: 'run'; readonly actor: string }
  | { readonly kind: 'kill'; readonly actor: string }
  | { readonly kind: 'wait' };

/** `a*3 b a! ~`: three steps of a, one of b, a dies, a lock's time passes. */
export function printSchedule(moves: readonly Move[]): string {
  const words: { text: string; times: number }[] = [];
  for (const move of moves) {
    const text = wordOf(move);
    const last = words.at(-1);
    if (last?.text === text) last.times += 1;
    else words.push({ text, times: 1 });
  }
  return words.map(({ text, times }) => (times === 1 ? text : `${text}*${times}`)).join(' ');
}

/** The reverse of {@link printSchedule}. @throws for a word that it does not print. */
export function readSchedule(text: string): readonly Move[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .flatMap((word) => {
      const match = /^(?:(~)|([a-z]+)(!?))(?:\*(\d+))?$/.exec(word);
      if (!match) throw new Error(`${word} is no move of a schedule such as "a*3 b a! ~"`);
      const [, wait, actor = '', dead, times = '1'] = match;
      const move: Move = wait ? { kind: 'wait' } : { kind: dead ? 'kill' : 'run', actor };
      return Array.from({ length: Number(times) }, () => move);
    });
}

export function sameMove(a: Move, b: Move): boolean {
  return wordOf(a) === wordOf(b);
}

function wordOf(move: Move): string {
  if (move.kind === 'wait') return '~';
  return move.kind === 'kill' ? `${move.actor}!` : move.actor;
}
