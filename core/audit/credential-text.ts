import { formatSpan, type Instant } from '../time.ts';
import type { CredentialAudit } from './host-audit.ts';
import type { Paint } from './paint.ts';

/** A credential: its state, the next end of what is in force, and of the grant behind it. */
export function credentialLines(
  credential: CredentialAudit,
  { paint, now }: { paint: Paint; now: Instant },
): readonly string[] {
  const { name, state, trouble } = credential;
  const padded = state.padEnd(15);
  const colour = trouble ? (trouble.severity === 'critical' ? 'red' : 'yellow') : 'green';
  const painted = trouble || state === 'healthy' ? paint[colour](padded) : padded;
  const more = (text: string) => `  ${''.padEnd(16)}  ${text}`;
  const [first = '', ...others] = [
    ...ends(credential, now),
    ...(trouble ? [trouble.message, `next: ${trouble.remedy}`] : []),
  ];
  return [`  ${name.padEnd(16)}  ${painted}  ${first}`.trimEnd(), ...others.map(more)];
}

function ends(credential: CredentialAudit, now: Instant): readonly string[] {
  const { kind, state, expiresAt, rotateAt, forecast } = credential;
  if (state === 'noGrant' || state === 'noKey' || state === 'noToken') return [];
  if (kind === 'apiKey' || kind === 'signingKey')
    return [rotateAt === null ? 'a person replaces it' : `is replaced ${until(rotateAt, now)}`];
  const token = expiresAt === null ? 'no end of its token is known' : `token ends ${until(expiresAt, now)}`;
  if (!forecast) return [token];
  const { endsAt, because } = forecast;
  const grant = endsAt === null ? 'no end of the grant is known' : `grant ends ${until(endsAt, now)}`;
  return [token, `${grant}: ${because}`];
}

/** Both, because a person plans by the date and worries by the span. */
function until(iso: string, now: Instant): string {
  const left = Date.parse(iso) - now;
  const span = left > 0 ? `in ${formatSpan(left)}` : `${formatSpan(-left)} ago`;
  return `${span} (${iso.slice(0, 16).replace('T', ' ')} UTC)`;
}
