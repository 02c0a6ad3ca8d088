/**
 * Writes all of a text and waits until it is taken. False when the reader went away, as `head` does:
 * that is no failure.
 */
export const writeText = (stream: NodeJS.WriteStream, text: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      if (error.code === "EPIPE") resolve(false);
      else reject(error);
    };
    // The stream emits its error after it has told the callback: who listens must still be there then.
    stream.once("error", onError);
    stream.write(text, (error) => {
      if (error !== null && error !== undefined) {
        onError(error);
        return;
      }
      stream.off("error", onError);
      resolve(true);
    });
  });
