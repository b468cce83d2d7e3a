// Sign in: a plain form that password managers know, with its errors in words.
import type { TargetedEvent } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, type Session, signIn } from "../api";
import { Icon } from "../icons";
import { Heading } from "../parts";
import { t } from "../words";

function sentenceFor(error: ApiError): string {
  if (error.status === 0) return t("trouble.nobody_answered");
  if (error.status === 401) return t("sign_in.wrong");
  if (error.status === 429) return t("trouble.too_often");
  return error.message || t("trouble.other");
}

interface Props {
  ended: boolean;
  welcome: (session: Session) => void;
}

export function SignIn({ ended, welcome }: Props) {
  const [error, setError] = useState<ApiError | "empty" | null>(null);
  const [busy, setBusy] = useState(false);
  const user = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);

  useEffect(() => user.current?.focus(), []);

  const send = (event: TargetedEvent<HTMLFormElement, Event>) => {
    event.preventDefault();
    const name = user.current?.value.trim() ?? "";
    const secret = password.current?.value ?? "";
    if (!name || !secret) {
      setError("empty");
      (name ? password : user).current?.focus();
      return;
    }
    setBusy(true);
    signIn(name, secret).then(welcome, (told: ApiError) => {
      setBusy(false);
      setError(told);
      password.current?.focus();
      password.current?.select();
    });
  };

  const told = error === "empty" ? t("sign_in.empty") : error ? sentenceFor(error) : "";
  return (
    <div class="sign-in">
      <form onSubmit={send} noValidate>
        <Heading text={t("sign_in.title")} />
        <p class="muted">{t(ended ? "sign_in.ended" : "sign_in.what")}</p>
        <label for="user">{t("sign_in.user")}</label>
        <input
          id="user"
          name="username"
          ref={user}
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          aria-describedby="sign-in-told"
          aria-invalid={told !== ""}
        />
        <label for="password">{t("sign_in.password")}</label>
        <input
          id="password"
          name="password"
          type="password"
          ref={password}
          autocomplete="current-password"
          aria-describedby="sign-in-told"
          aria-invalid={told !== ""}
        />
        <p id="sign-in-told" class="told" role="alert">
          {told && (
            <>
              <Icon name="alert" /> <span>{told}</span>
            </>
          )}
        </p>
        <button type="submit" class="main-action" disabled={busy}>
          {t(busy ? "sign_in.busy" : "sign_in.go")}
        </button>
      </form>
    </div>
  );
}
