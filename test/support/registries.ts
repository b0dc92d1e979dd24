/**
 * May a test install packages of others, to prove something against them unmodified? Tests speak to loopback only unless
 * they are asked for by `npm run unit:registries`.
 */
export const MAY_INSTALL = process.env.EVERGRANT_TEST_REGISTRIES === '1';
