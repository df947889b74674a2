/** So long a call may have no way for its sound, and its phone be refused, before nobody holds the other end. */
const kForgottenMs = 3000;

/**
 * A server that was started anew knows neither the phone's password nor the call,
 * and sends no goodbye. Either sign alone passes: a password is replaced in
 * mid-call, and a network is away for a moment. Calls `end` once both have held so
 * long; call what is returned whenever one of them may have changed.
 */
export function watchForgotten(isForgotten: () => boolean, end: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    if (isForgotten()) timer ??= setTimeout(end, kForgottenMs);
    else {
      clearTimeout(timer);
      timer = undefined;
    }
  };
}
