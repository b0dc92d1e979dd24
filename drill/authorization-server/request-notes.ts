import type { IncomingMessage } from 'node:http';

/** What is learned of one token request while oidc-provider works on it. */
export interface RequestNotes {
  /** A scripted fault wants the refresh token to stay good for once. */
  keepsToken: boolean;
  /** The refresh token had been used before, and its grace window was open. */
  inGrace: boolean;
  /** The refresh token had been used before: its family was revoked by this request. */
  reused: boolean;
}

const notes = new WeakMap<IncomingMessage, RequestNotes>();

/** The notes of a request; the same object at every call. */
export function notesOf(request: IncomingMessage): RequestNotes {
  const known = notes.get(request) ?? { keepsToken: false, inGrace: false, reused: false };
  notes.set(request, known);
  return known;
}
