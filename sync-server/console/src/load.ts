// useLoad: what the API answers at a path, and what to show until then.
//
// While another path is under way the last answer stays, so that a table does not flash; a late
// answer to an earlier question is dropped. A session that ended is told to the whole page.
import { useCallback, useEffect, useState } from "preact/hooks";
import { ApiError, get } from "./api";

export interface Loaded<T> {
  data: T | null;
  error: ApiError | null;
  loading: boolean;
  again: () => void;
}

export const kSessionEnded = "adit:session-ended";

export function useLoad<T>(path: string | null): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, "again">>({
    data: null,
    error: null,
    loading: path !== null,
  });
  const [round, setRound] = useState(0);
  const again = useCallback(() => setRound((before) => before + 1), []);

  useEffect(() => {
    if (path === null) return undefined;
    const stop = new AbortController();
    setState((before) => ({ ...before, loading: true }));
    get<T>(path, stop.signal)
      .then((data) => {
        if (!stop.signal.aborted) setState({ data, error: null, loading: false });
      })
      .catch((error: unknown) => {
        if (stop.signal.aborted) return;
        const told = error instanceof ApiError ? error : new ApiError(500, String(error));
        if (told.status === 401) window.dispatchEvent(new Event(kSessionEnded));
        setState((before) => ({ ...before, error: told, loading: false }));
      });
    return () => stop.abort();
  }, [path, round]);

  return { ...state, again };
}
