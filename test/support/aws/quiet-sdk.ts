/** Its notice to users of Node 20 would stand in the output of every test file that has a client. */
export function quietTheSdk(): void {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
}
