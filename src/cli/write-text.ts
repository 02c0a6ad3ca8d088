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
    stream.once("error", onError);
    stream.write(text, (error) => {
      stream.off("error", onError);
      if (error === null || error === undefined) resolve(true);
      else onError(error);
    });
  });
