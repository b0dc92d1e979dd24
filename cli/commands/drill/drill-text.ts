import pc from 'picocolors';
import { type Instant, SECOND } from '../../../core/time.ts';
import type { DrillNews } from '../../../drill/drill-news.ts';
import type { DrillReport } from '../../../drill/run-drill.ts';
import type { Row } from '../../../drill/scorecard.ts';
import { secondsText, timelineEntry } from '../../../drill/timeline.ts';

/** A line of the timeline; undefined for news that is not for people, or is in the table anyway. */
export function newsText(
  news: DrillNews,
  { startedAt, colour }: { startedAt: Instant; colour: boolean },
): string | undefined {
  const colours = pc.createColors(colour);
  switch (news.kind) {
    case 'judged':
      return undefined;
    case 'began':
      return [
        `folder  ${news.folder}`,
        `issuer  ${news.issuer}: access tokens live ${news.lives.accessTokenSeconds} s, the refresh token ${news.lives.refreshTokenSeconds} s; it rotates, and reuse ends the grant`,
      ].join('\n');
    case 'act':
      return `\n${colours.bold(news.title)}`;
    case 'observed': {
      const entry = timelineEntry(news.observation);
      if (!entry) return undefined;
      const clock = `${((news.at - startedAt) / SECOND).toFixed(1).padStart(5)} s`;
      const paint = { good: colours.green, bad: colours.red, plain: (text: string) => text }[entry.tone];
      return `${colours.dim(clock)}  ${entry.who.padEnd(10)}  ${paint(entry.text)}`;
    }
  }
}

/** Every expectation beside what was observed, with a mark. */
export function tableText(rows: readonly Row[], { colour }: { colour: boolean }): string {
  const colours = pc.createColors(colour);
  const width = Math.max('expected'.length, ...rows.map(({ expected }) => expected.length));
  const mark = (met: Row['met']) =>
    met === null ? colours.dim('-') : met ? colours.green('✓') : colours.red('✗');
  return [
    colours.bold(`   ${'expected'.padEnd(width)}  observed`),
    ...rows.map(({ expected, observed, met }) => ` ${mark(met)} ${expected.padEnd(width)}  ${observed}`),
  ].join('\n');
}

/** The drill in one line. */
export function verdictText(
  { rows, took, good }: Pick<DrillReport, 'rows' | 'took' | 'good'>,
  { colour }: { colour: boolean },
): string {
  const colours = pc.createColors(colour);
  const met = rows.filter((row) => row.met).length;
  const text = `${met} of ${rows.length} expectations observed in ${secondsText(took)}`;
  return good ? colours.green(`good: ${text}`) : colours.red(`failed: ${text}`);
}
