// Icons (Lucide, ISC licence) as inline SVG. Each stands beside its word and is hidden from readers
// of the page that cannot see it.
import {
  ArrowDown,
  ArrowUp,
  ArrowUpDown,
  ChevronLeft,
  ChevronRight,
  CircleAlert,
  CircleCheck,
  CircleX,
  Contrast,
  Download,
  EyeOff,
  FlaskConical,
  GitMerge,
  GraduationCap,
  History,
  Import,
  Laptop,
  LayoutDashboard,
  LifeBuoy,
  Lock,
  LogOut,
  MapPin,
  Pencil,
  RefreshCw,
  Rows3,
  Search,
  Sigma,
  SlidersHorizontal,
  Tag,
  Trash2,
  Users,
  X,
} from "lucide";
import { h } from "preact";

const kIcons = {
  alert: CircleAlert,
  approved: CircleCheck,
  back: ChevronLeft,
  computed: Sigma,
  confidential: EyeOff,
  conflict: GitMerge,
  deleted: Trash2,
  down: ArrowDown,
  download: Download,
  draft: Pencil,
  filters: SlidersHorizontal,
  finalised: CircleCheck,
  forward: ChevronRight,
  history: History,
  imported: Import,
  issues: CircleAlert,
  laptop: Laptop,
  mark: Tag,
  members: Users,
  overview: LayoutDashboard,
  place: MapPin,
  records: Rows3,
  recovered: LifeBuoy,
  refresh: RefreshCw,
  rejected: CircleX,
  restricted: Lock,
  sample: FlaskConical,
  search: Search,
  signout: LogOut,
  sort: ArrowUpDown,
  theme: Contrast,
  training: GraduationCap,
  up: ArrowUp,
  x: X,
};

export type IconName = keyof typeof kIcons;

export function Icon({ name, kind = "" }: { name: IconName; kind?: string }) {
  const parts = kIcons[name] as [string, Record<string, string | number>][];
  return (
    <svg
      class={`icon ${kind}`}
      viewBox="0 0 24 24"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {parts.map(([tag, attributes]) => h(tag, attributes))}
    </svg>
  );
}
