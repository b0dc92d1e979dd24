/** What was expected and what was seen. */
export class Scorecard {
  #rows = [];

  title(text) {
    this.#rows.push({ title: text });
  }

  row(what, expected, observed, good) {
    this.#rows.push({ what, expected: String(expected), observed: String(observed), good });
  }

  /** @returns whether all was as expected */
  print() {
    const rows = this.#rows.filter(({ title }) => title === undefined);
    const wide = (column) => Math.max(...rows.map((row) => row[column].length));
    const [first, second] = [wide('what'), wide('expected')];
    for (const { title, what, expected, observed, good } of this.#rows) {
      if (title !== undefined) console.log(`\n${title}`);
      else
        console.log(
          `${good ? ' ✓ ' : ' ✗ '}${what.padEnd(first)}  expected ${expected.padEnd(second)}  observed ${observed}`,
        );
    }
    const met = rows.filter(({ good }) => good).length;
    console.log(`\n${met === rows.length ? 'good' : 'BAD'}: ${met} of ${rows.length} expectations observed`);
    return met === rows.length;
  }
}
