import { sendgrid } from './apis/sendgrid.ts';
import type { KeyApi } from './key-api.ts';

/** The issuers whose API keys can be rotated, by the names that users write. */
export const KEY_APIS: ReadonlyMap<string, KeyApi> = new Map([sendgrid].map((api) => [api.name, api]));
