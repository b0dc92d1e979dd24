/** A number of bytes for people, in the unit that leaves it below 1024: `3.4 GiB`, `412 MiB`. */
export function sizeText(bytes: number): string {
  const step = UNITS.findLastIndex(({ size }) => bytes >= size);
  const { unit, size } = UNITS[Math.max(0, step)] ?? MEBIBYTES;
  const count = bytes / size;
  return `${count < 10 && unit !== 'MiB' ? count.toFixed(1) : Math.round(count)} ${unit}`;
}

const MEBIBYTES = { unit: 'MiB', size: 1024 ** 2 } as const;

const UNITS = [MEBIBYTES, { unit: 'GiB', size: 1024 ** 3 }, { unit: 'TiB', size: 1024 ** 4 }] as const;
