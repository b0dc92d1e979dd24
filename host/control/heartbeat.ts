import { type Milliseconds, SECOND } from '../../core/time.ts';

/** Silence on a stream after which the server sends a blank line. */
export const HEARTBEAT: Milliseconds = 15 * SECOND;
