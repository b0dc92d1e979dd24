/**
 * The fields of an answer's body: a JSON object, or a form (`application/x-www-form-urlencoded`), which GitHub gives
 * to clients that do not ask for JSON.
 * @returns undefined for anything else: a page, a list, half a document.
 */
export function answerFields(body: string): Record<string, unknown> | undefined {
  return fieldsOfJson(body) ?? fieldsOfForm(body.trim());
}

function fieldsOfJson(body: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function fieldsOfForm(body: string): Record<string, unknown> | undefined {
  if (!/^\w+=[^\s<>]*$/.test(body)) return undefined;
  return Object.fromEntries(new URLSearchParams(body));
}

/** True for an object that is not a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
