import { userInfo } from 'node:os';

/** Name of the user that runs this process, and the program that runs it. */
export function thisUser(): { readonly name: string; readonly node: string } {
  return { name: userInfo().username, node: process.execPath };
}
