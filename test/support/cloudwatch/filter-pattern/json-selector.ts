import { isJsonObject, type Json } from '../../json.ts';
import { NotUnderstood } from '../../not-understood.ts';

/** What a selector finds in a document. */
export type Selected = { readonly kind: 'absent' } | { readonly kind: 'found'; readonly value: Json };

/** @param text `$.users[0].id`, from the root `$` */
export function jsonSelector(text: string): (document: Json) => Selected {
  const steps = [...text.slice(1).matchAll(STEP)].map(([, name, index]) => name ?? Number(index));
  if (!/^\$(\.[A-Za-z0-9_-]+|\[\d+\])+$/.test(text)) throw new NotUnderstood(`the selector ${text}`);
  return (document) => {
    let value: Json | undefined = document;
    for (const step of steps) {
      if (typeof step === 'number') value = Array.isArray(value) ? value[step] : undefined;
      else value = isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
      if (value === undefined) return { kind: 'absent' };
    }
    return { kind: 'found', value };
  };
}

const STEP = /\.([A-Za-z0-9_-]+)|\[(\d+)\]/g;
