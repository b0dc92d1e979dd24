/** The SDK tells every user of Node 20, in each process, that it will end its support. Its versions are pinned here. */
export function quietTheSdk(): void {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
}
