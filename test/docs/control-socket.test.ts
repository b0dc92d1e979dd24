import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import type { Broker } from '../../core/broker.ts';
import { EVENT_TYPES } from '../../core/event.ts';
import { controlRoutes } from '../../host/control/routes.ts';

const PAGE = 'docs/control-socket.md';

describe(PAGE, () => {
  it('has a heading for every route, and for no other', async () => {
    const page = await readFile(PAGE, 'utf8');
    const headings = [...page.matchAll(/^## `((?:GET|POST) [^`]+)`$/gm)].map(([, route = '']) => route);
    expect([...headings].sort()).toEqual(routes());
  });

  it('describes every type of event, and no other', async () => {
    const page = await readFile(PAGE, 'utf8');
    const section = page.slice(page.indexOf('| type | what happened |'), page.indexOf('## `GET /v1/follow`'));
    const cells = section.split('\n').map((row) => row.split('|')[1] ?? '');
    const described = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, type = '']) => type));
    expect([...described].sort()).toEqual([...EVENT_TYPES].sort());
  });
});

function routes(): readonly string[] {
  const app = controlRoutes(noBroker, {
    closing: new AbortController().signal,
    heartbeat: 1_000,
    unexpected: () => {},
  });
  return [...new Set(app.routes.map(({ method, path }) => `${method} ${path}`))].sort();
}

/** Nothing is asked of it: only the table of routes is looked at. */
const noBroker: Broker = {
  status: () => Promise.reject(new Error('not asked')),
  events: () => {
    throw new Error('not asked');
  },
  follow: () => {
    throw new Error('not asked');
  },
  token: () => Promise.reject(new Error('not asked')),
  awaitToken: () => Promise.reject(new Error('not asked')),
  replaceToken: () => Promise.reject(new Error('not asked')),
  acknowledge: () => Promise.reject(new Error('not asked')),
  refresh: () => Promise.reject(new Error('not asked')),
  reportRefusal: () => Promise.reject(new Error('not asked')),
  beginConsent: () => Promise.reject(new Error('not asked')),
  finishConsent: () => Promise.reject(new Error('not asked')),
  setKey: () => Promise.reject(new Error('not asked')),
  rotateKey: () => Promise.reject(new Error('not asked')),
};
