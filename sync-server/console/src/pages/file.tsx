// A photo or file that answers a question: shown, offered for saving, or told to be still on its way.
import { useState } from "preact/hooks";
import { number, t } from "../words";

/** What the server says of such an answer. */
export interface FileValue {
  file: string; // Its hash: /api/files takes it.
  size: number;
  name: string;
}

/** The value, when it is of a photo or a file; null for every other answer. */
export function fileIn(value: unknown): FileValue | null {
  const file = value as Partial<FileValue> | null;
  const isOne = typeof file?.file === "string" && typeof file.size === "number" && typeof file.name === "string";
  return isOne ? (file as FileValue) : null;
}

function sizeWords(bytes: number): string {
  const megabytes = bytes / 1_000_000;
  if (megabytes >= 1) return t("file.mb", { n: number(Math.round(megabytes * 10) / 10) });
  return t("file.kb", { n: number(Math.max(1, Math.round(bytes / 1000))) });
}

/** Whether it is a picture only its bytes tell: what the browser cannot show is offered for saving. */
export function FileAnswer({ value, here }: { value: FileValue; here: boolean }) {
  const [isPicture, setIsPicture] = useState(true);
  const size = sizeWords(value.size);
  if (!here) return <p class="file-away">{t("file.away", { name: value.name, size })}</p>;
  const address = `/api/files/${value.file}`;
  return (
    <figure class="file">
      {isPicture && (
        <a href={address} target="_blank" rel="noreferrer" aria-label={t("file.open", { name: value.name })}>
          <img src={address} alt={value.name} loading="lazy" onError={() => setIsPicture(false)} />
        </a>
      )}
      <figcaption class="muted">
        <a href={address} download={value.name}>
          {value.name}
        </a>{" "}
        · {size}
      </figcaption>
    </figure>
  );
}
