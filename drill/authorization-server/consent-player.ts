import { CookieJar } from './cookie-jar.ts';

/** What the played person does on the consent page. */
export interface PersonsAnswer {
  /** The account they sign in with. */
  readonly account: string;
  /** Scopes they leave ticked. @default all that are asked for */
  readonly scopes?: readonly string[];
  /** @default false */
  readonly denies?: boolean;
}

/** More steps than any consent takes. */
const MOST_STEPS = 12;

/**
 * Plays the person before a browser: opens the authorization URL with a fresh cookie jar, fills in the consent page
 * and follows redirects on this server until one leads away from it.
 * @returns that last redirect, which carries the code or the error; it is not opened.
 * @throws Error when the flow ends on a page: an unknown client, a redirect address that is not registered.
 */
export async function playConsent(authorizationUrl: string, person: PersonsAnswer): Promise<string> {
  const { origin } = new URL(authorizationUrl);
  const jar = new CookieJar();
  let step: { url: string; form?: URLSearchParams } = { url: authorizationUrl };
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    const response = await open(step, jar);
    const location = response.headers.get('location');
    if (location !== null) {
      await response.body?.cancel();
      const target = new URL(location, step.url);
      if (target.origin !== origin) return target.href;
      step = { url: target.href };
    } else if (
      response.ok &&
      step.form === undefined &&
      new URL(step.url).pathname.startsWith('/interaction/')
    ) {
      step = { url: step.url, form: filledIn(await response.text(), person) };
    } else {
      throw new Error(
        `the consent ended on a page with status ${response.status}: ${firstLine(await response.text())}`,
      );
    }
  }
  throw new Error(`the consent did not end within ${MOST_STEPS} steps`);
}

async function open(step: { url: string; form?: URLSearchParams }, jar: CookieJar): Promise<Response> {
  const cookie = jar.header(step.url);
  const response = await fetch(step.url, {
    redirect: 'manual',
    headers: cookie === '' ? {} : { cookie },
    ...(step.form === undefined ? {} : { method: 'POST', body: step.form }),
  });
  jar.take(response.headers.getSetCookie());
  return response;
}

function filledIn(page: string, { account, scopes, denies = false }: PersonsAnswer): URLSearchParams {
  const form = new URLSearchParams({ account, answer: denies ? 'deny' : 'approve' });
  const offered = [...page.matchAll(/name="scope" value="([^"]*)"/g)].map(([, scope]) => scope ?? '');
  for (const scope of scopes ?? offered) form.append('scope', scope);
  return form;
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.slice(0, 200) ?? '';
}
