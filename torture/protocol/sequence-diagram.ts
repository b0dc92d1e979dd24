import { labelOf, type Observed } from './observed.ts';

const PARTICIPANTS: Readonly<Record<string, string>> = {
  ledger: 'L',
  secrets: 'S',
  spill: 'X',
  issuer: 'I',
  delivery: 'D',
};

/** A mermaid sequence diagram, one arrow for each outside step. */
export function sequenceDiagram(steps: Observed['steps']): string {
  const brokers = [...new Set(steps.map(({ broker }) => broker))];
  const arrows = steps.flatMap(({ broker, call, step }, index) => {
    const before = steps[index - 1];
    const took =
      before && before.broker !== broker ? [`  Note over ${broker}: broker ${broker} goes on`] : [];
    const to = PARTICIPANTS[call.slice(0, call.indexOf('.'))];
    const arrow = to ? `  ${broker}->>${to}: ${labelOf(step)}` : `  Note over ${broker}: waits`;
    return [...took, arrow];
  });
  return [
    '```mermaid',
    'sequenceDiagram',
    ...brokers.map((name) => `  participant ${name} as broker ${name}`),
    '  participant L as ledger',
    '  participant S as secrets',
    '  participant X as spill',
    '  participant I as issuer',
    '  participant D as deliveries',
    ...arrows,
    '```',
  ].join('\n');
}
