import type { Meaning } from './meaning.ts';
import { about, either } from './phrases.ts';

/** The client, its secret, its key or its request is wrong: consent does not help. */
export const MEANINGS_OF_CLIENTS: readonly Meaning[] = [
  { says: about('secret', 'expired'), reason: 'ClientSecretExpired' },
  { says: about('secret', 'invalid'), reason: 'ClientSecretInvalid' },
  { says: about('secret', 'mismatch'), reason: 'ClientSecretInvalid' },
  { says: /secret hash|incorrect client credential/, reason: 'ClientSecretInvalid' },
  { says: /redirect ur[il]|callback url/, reason: 'RedirectUriMismatch' },
  { says: /rejected by the attribute condition|attribute condition/, reason: 'PolicyCondition' },
  {
    says: /\bip (?:address )?(?:is )?(?:restricted|blocked|not (?:allowed|whitelisted|permitted))|\bip restrict/,
    reason: 'NetworkRestricted',
  },
  {
    says: either(
      /access not configured/,
      /service disabled/,
      /\bapi (?:has |is )?not (?:been )?(?:used|enabled|configured)/,
      /\bapi[^.]{0,20} (?:has not been used|is not enabled|is disabled)/,
      /api not enabled/,
    ),
    reason: 'ApiDisabled',
  },
  {
    says: /oauth authentication is (?:currently )?not supported|basic auth(?:entication)? (?:is )?not supported/,
    reason: 'RequestMalformed',
  },
  { says: about('audience', 'mismatch'), reason: 'AudienceInvalid' },
  {
    says: either(
      /failed audience/,
      /audience check/,
      /invalid target/,
      /\baudience\b[^.]{0,60}(?:invalid|not found)/,
      /principal named[^.]{0,120}not found/,
    ),
    reason: 'AudienceInvalid',
  },
  {
    says: either(
      /signature (?:verification|validation)(?: has)? failed/,
      /failed signature/,
      /signature we calculated/,
      /no (?:applicable |matching |suitable )?(?:signing |public )?key (?:was )?found/,
      /signing key[^.]{0,40}not found/,
      /no matching (?:key|jwk)/,
      /invalid algorithm/,
      /algorithm (?:is )?not (?:allowed|supported)/,
    ),
    reason: 'KeyInvalid',
  },
  { says: about('signature', 'invalid'), reason: 'KeyInvalid' },
  {
    says: either(
      /signature does not match/,
      /private key[^.]{0,40}(?:invalid|malformed|parse|not found)/,
      /invalid (?:pkcs8|private key)/,
      /invalid pem/,
      /unable to (?:load|read) (?:the )?private key/,
      /decoder routines/,
      /bad decrypt/,
      /key id[^.]{0,20}not found/,
    ),
    reason: 'KeyInvalid',
  },
  {
    says: either(
      /jwt malformed/,
      /(?:jwt|json web token) (?:could not|cannot|can not) be (?:decoded|verified|parsed)/,
      /not enough segments|number of segments/,
      /invalid compact jw[ste]/,
      /jwt string must/,
      /malformed jwt/,
      /invalid jwt(?!\w)/,
      /assertion (?:is )?(?:malformed|invalid)/,
      /jws invalid/,
      /jwt invalid/,
      /client assertion/,
    ),
    reason: 'AssertionInvalid',
  },
  {
    says: /(?:unsupported|invalid|unknown) (?:response|grant) ?type|grant ?type (?:is )?(?:not (?:supported|allowed)|unsupported|invalid)/,
    reason: 'GrantTypeRefused',
  },
  {
    says: either(
      /client authentication failed/,
      /client authentication/,
      /client credentials (?:are|is) invalid/,
      /invalid client credentials/,
    ),
    reason: 'ClientRefused',
  },
  {
    says: either(
      /\b(?:client|app|application)\b(?! error)[^.]{0,20}\b(?:is |are )?(?:unauthori[sz]ed|not (?:authori[sz]ed|allowed|permitted|enabled))/,
      /restricted to users within/,
      /not enrolled/,
      /attached to a project/,
    ),
    reason: 'ClientNotAllowed',
  },
  { says: about('client', 'gone'), reason: 'ClientUnknown' },
  { says: about('client', 'invalid'), reason: 'ClientUnknown' },
  { says: about('tenant', 'gone'), reason: 'TenantMismatch' },
  { says: about('tenant', 'invalid'), reason: 'TenantMismatch' },
  { says: /not valid for use with/, reason: 'SessionKindRefused' },
  {
    says: either(
      /(?:credentials?|credential provider)[^.]{0,30}(?:were|was) not found/,
      /(?:not|unable to|cant|cannot) (?:load|locate|find|read) (?:[a-z]+ ){0,3}credentials/,
      /no (?:[a-z]+ )?credentials (?:found|provided|available)/,
      /\bno credentials\b(?! needed)/,
      /credentials missing/,
      /missing required authentication credential/,
      /\bnot authed\b/,
      /no (?:auth|authori[sz]ation|access|bearer|api)[a-z ]{0,20} (?:was )?(?:provided|sent|found|supplied|set)/,
      /authori[sz]ation header (?:is )?(?:missing|required)/,
      /missing (?:[a-z]+ ){0,2}authori[sz]ation header/,
      /missing (?:api key|bearer|(?:access|auth|authentication) token)|authori[sz]ation header requires/,
      /no api key/,
    ),
    reason: 'CredentialMissing',
  },
  { says: about('parameter', 'missing'), unless: /scope/, reason: 'RequestMalformed' },
];
