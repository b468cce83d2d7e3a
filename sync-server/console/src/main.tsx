// The console: who is signed in, which page is open, and the frame around it.
import { Fragment, render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ApiError, get, type Session, signOut } from "./api";
import { Icon, type IconName } from "./icons";
import { kSessionEnded } from "./load";
import { Overview } from "./pages/overview";
import { RecordView } from "./pages/record";
import { Records } from "./pages/records";
import { SignIn } from "./pages/signin";
import { Sites } from "./pages/sites";
import { Trouble } from "./parts";
import { href, type Route, useRoute } from "./route";
import { startTheme, turnTheme } from "./theme";
import { adoptLanguage, currentLanguage, type Key, type Language, setLanguage, t, wordFor } from "./words";
import "leaflet/dist/leaflet.css";
import "./styles/tokens.css";
import "./styles/frame.css";
import "./styles/tables.css";
import "./styles/record.css";
import "./styles/sites.css";

const kPages: { page: string; word: Key; icon: IconName }[] = [
  { page: "", word: "page.overview", icon: "overview" },
  { page: "records", word: "page.records", icon: "records" },
  { page: "sites", word: "page.sites", icon: "place" },
];

function LanguageSwitch({ chosen }: { chosen: (language: Language) => void }) {
  return (
    <div class="languages" role="group" aria-label={t("frame.language")}>
      {(["en", "fr"] as const).map((code) => (
        <button
          key={code}
          type="button"
          lang={code}
          aria-pressed={currentLanguage() === code}
          onClick={() => chosen(code)}
        >
          <span aria-hidden="true">{code.toUpperCase()}</span>
          <span class="unseen">{code === "en" ? "English" : "Français"}</span>
        </button>
      ))}
    </div>
  );
}

function Brand() {
  return (
    <svg class="brand-mark" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
      <path d="M2 21 L12 3 L22 21 Z" fill="currentColor" />
      <path d="M8.5 21 v-4.2 a3.5 3.5 0 0 1 7 0 V21 Z" class="brand-mouth" />
    </svg>
  );
}

interface FrameProps {
  session: Session | null;
  route: Route;
  chooseLanguage: (language: Language) => void;
  leave: () => void;
}

function Header({ session, route, chooseLanguage, leave }: FrameProps) {
  const here = route.page === "record" ? "records" : route.page;
  return (
    <header class="top">
      <a class="brand" href="#/">
        <Brand /> Adit
      </a>
      {session && (
        <nav aria-label={t("frame.pages")}>
          {kPages.map(({ page, word, icon }) => (
            <a key={page} href={href(page)} aria-current={here === page ? "page" : undefined}>
              <Icon name={icon} /> {t(word)}
            </a>
          ))}
        </nav>
      )}
      <div class="top-end">
        {session && (
          <span class="who">
            {session.person_name || session.name} <span class="muted">{wordFor("role", session.role)}</span>
          </span>
        )}
        <LanguageSwitch chosen={chooseLanguage} />
        <button type="button" class="bare" onClick={turnTheme} title={t("frame.theme")}>
          <Icon name="theme" />
          <span class="unseen">{t("frame.theme")}</span>
        </button>
        {session && (
          <button type="button" class="bare" onClick={leave} title={t("frame.sign_out")}>
            <Icon name="signout" />
            <span class="unseen">{t("frame.sign_out")}</span>
          </button>
        )}
      </div>
    </header>
  );
}

function Page({ session, route }: { session: Session; route: Route }) {
  switch (route.page) {
    case "":
      return <Overview session={session} />;
    case "records":
      return <Records session={session} query={route.query} />;
    case "record":
      return <RecordView session={session} id={route.id} query={route.query} />;
    case "sites":
      return <Sites session={session} query={route.query} />;
    default:
      return (
        <div class="page">
          <h1 tabIndex={-1}>{t("frame.no_page")}</h1>
          <p>
            <a href="#/">{t("frame.to_overview")}</a>
          </p>
        </div>
      );
  }
}

type SignedIn = "asking" | "out" | "ended" | "trouble" | Session;

function App() {
  const route = useRoute();
  const [, setShown] = useState(currentLanguage());
  const [signedIn, setSignedIn] = useState<SignedIn>("asking");
  const [trouble, setTrouble] = useState<ApiError | null>(null);

  const welcome = (session: Session) => {
    adoptLanguage(session.language);
    setSignedIn(session);
  };
  const askWho = () => {
    setSignedIn("asking");
    get<Session>("/api/session").then(welcome, (error: ApiError) => {
      setTrouble(error);
      setSignedIn(error.status === 401 ? "out" : "trouble");
    });
  };

  useEffect(() => {
    setLanguage(currentLanguage(), false);
    askWho();
    const ended = () => setSignedIn("ended");
    window.addEventListener(kSessionEnded, ended);
    return () => window.removeEventListener(kSessionEnded, ended);
  }, []);

  const session = typeof signedIn === "object" ? signedIn : null;
  const chooseLanguage = (language: Language) => {
    setLanguage(language, true);
    setShown(language);
  };
  const leave = () => {
    signOut().then(
      () => setSignedIn("out"),
      (error: ApiError) => {
        setTrouble(error);
        setSignedIn("trouble");
      },
    );
  };

  return (
    <Fragment>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById("main")?.focus();
        }}
      >
        {t("frame.skip")}
      </a>
      <Header session={session} route={route} chooseLanguage={chooseLanguage} leave={leave} />
      <main id="main" tabIndex={-1}>
        {session && <Page key={route.page + route.id} session={session} route={route} />}
        {(signedIn === "out" || signedIn === "ended") && (
          <SignIn ended={signedIn === "ended"} welcome={welcome} />
        )}
        {signedIn === "trouble" && trouble && (
          <div class="page">
            <Trouble error={trouble} again={askWho} />
          </div>
        )}
      </main>
    </Fragment>
  );
}

startTheme();
render(<App />, document.getElementById("app")!);
