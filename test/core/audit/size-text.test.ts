import { expect, it } from '@jest/globals';
import { sizeText } from '../../../core/audit/size-text.ts';

const GIBIBYTE = 1024 ** 3;

it.each([
  [0, '0 MiB'],
  [412 * 1024 ** 2, '412 MiB'],
  [GIBIBYTE, '1.0 GiB'],
  [3.44 * GIBIBYTE, '3.4 GiB'],
  [240.4 * GIBIBYTE, '240 GiB'],
  [2 * 1024 * GIBIBYTE, '2.0 TiB'],
  [5_000 * 1024 * GIBIBYTE, '5000 TiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
