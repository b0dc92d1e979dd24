export function buildHost(
  outdir: string,
  options: { banner: Readonly<Record<string, string>> },
): Promise<void>;
