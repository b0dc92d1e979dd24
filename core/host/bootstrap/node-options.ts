/**
 * Options of Node for the daemon of a host, which waits most of the time, on a box whose memory is somebody else's. What
 * each is worth is in docs/host-memory.md. The program of the host goes without all of them under a Node that lacks one.
 */
export const HOST_NODE_OPTIONS: readonly string[] = [
  // MB. Where garbage is born: 16 by default, three times over, and pages once touched stay. The daemon makes little of it.
  '--max-semi-space-size=1',
  // MB. Three times what the daemon keeps: garbage is collected sooner, and a leak ends this process and no other.
  '--max-old-space-size=64',
  '--optimize-for-size',
  // Its code runs a few times an hour: interpreted it is fast enough, and compilers cost their own pages and what they make.
  '--no-opt',
  '--no-maglev',
  '--no-sparkplug',
];

/**
 * What the C library is told. V8 parses in pieces of 32 KB; above this threshold, in bytes, a piece goes back to the system
 * when it is freed. Otherwise some small thing at the end of the heap holds megabytes of them for good.
 */
export const HOST_MALLOC: Readonly<Record<string, string>> = { MALLOC_MMAP_THRESHOLD_: '32768' };
