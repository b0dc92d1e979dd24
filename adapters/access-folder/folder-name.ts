/** The process that a directory of an access belongs to. */
export interface FolderOwner {
  readonly pid: number;
  /** Tells a process from another one that got the same number later; null: the system does not say. */
  readonly processStartedAt: string | null;
  /** Numbers mean the same only inside one namespace: `pid:[4026531836]`; null: the system has none. */
  readonly pidNamespace: string | null;
}

/** The name of an owner's directory, without the random letters at its end. */
export function folderPrefix({ pid, processStartedAt, pidNamespace }: FolderOwner): string {
  const namespace = /\d+/.exec(pidNamespace ?? '')?.[0] ?? NONE;
  return `${PREFIX}${namespace}.${pid}.${processStartedAt ?? NONE}.`;
}

/** Whose directory this is; undefined: it is none of ours. */
export function ownerOf(name: string): FolderOwner | undefined {
  const [, namespace, pid, startedAt] = PATTERN.exec(name) ?? [];
  if (namespace === undefined || pid === undefined || startedAt === undefined) return undefined;
  return {
    pid: Number(pid),
    processStartedAt: startedAt === NONE ? null : startedAt,
    pidNamespace: namespace === NONE ? null : `pid:[${namespace}]`,
  };
}

const PREFIX = 'evergrant-ssh.';
const NONE = 'x';
const PATTERN = /^evergrant-ssh\.(\d+|x)\.(\d+)\.(\d+|x)\.\w{6}$/;
