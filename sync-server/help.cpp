#include "commands.h"

namespace adit::server {

const char* const kHelp =
    R"(adit-server: where laptops of the field bring their records together, and where
coordinators and headquarters look at them.

The first day:
  adit-server init --data /srv/adit --host sync.example.org --port 8443 --countries COD,GHA
  adit-server user add --data /srv/adit --name a.diallo --person-name "Aicha Diallo" \
      --role hq_reviewer --scopes COD,GHA
  adit-server serve --data /srv/adit
  adit-server device invite --data /srv/adit --country COD --role field_officer \
      --person k.mensah --person-name "Kofi Mensah" --out mensah.ticket
Then bring mensah.ticket to that laptop, and there: adit-field enrol --ticket mensah.ticket

Commands (each with --data FOLDER, where the server keeps everything):
  init            makes that folder: the programme, its keys, certificate and forms
      --host NAME --port NUMBER   where laptops and browsers reach this server
      --countries COD,GHA         the programme's countries, by their three letters
      --forms FOLDER              forms (.xlsx, .xml, CSV sheets) and their files; left away: Adit's own
  serve           listens until it is told to stop (Ctrl+C, or a TERM signal)
      --listen ADDRESS            0.0.0.0 for every network of this machine; left away: the host
  user add        lets a person open the console in a browser
      --name k.mensah --person-name "Kofi Mensah" --role hq_reviewer|coordinator
      --scopes COD,GHA [--language en|fr] [--password-file FILE]  (else the password is asked)
  user list       who may open the console
  device invite   writes a ticket that makes one laptop the programme's; it works once, for 14 days
      --country COD --role field_officer|coordinator --person k.mensah
      --person-name "Kofi Mensah" --out FILE.ticket [--days NUMBER]
  device list     the laptops, when each last exchanged, and which are revoked
  device revoke   a laptop that was lost or stolen: from now on it gets and brings nothing
      --device ID                 as device list shows it
  peer invite     writes a ticket that makes another server the programme's; it works once
      --name "Accra" --out FILE.ticket [--days NUMBER]
  peer join       makes a folder for that other server, on its own machine, where the first one
                  must be reachable; it gives the first one's forms, laptops and records a second
                  home, and enrols laptops of its own
      --ticket FILE --programme-key FILE   a copy of the first server's programme.key
      --host NAME --port NUMBER            where laptops and browsers reach this one
      --name NAME --every MINUTES          what people call it; how often it exchanges, 10
  peer list       the other servers, and how the exchanges with them go
  peer sync       exchanges at once: beside a running server it asks that one to
  export          writes records out
      --format csv|geojson --out FILE [--form ID] [--country COD] [--labels en|fr]
      csv to a name that does not end in .csv: a folder with one table a form and repeat
  bundle make     writes a country's records to a stick, readable only by its laptops
      --country COD --out PATH [--for LAPTOP: what it lacks] [--split 5MB: in parts]
  bundle take     takes in a bundle, or all in a folder; a server that runs does it at once
                  (laptops that come by can bring them as well: adit-field bundle carry)
      --in PATH
  verify          looks whether all that is stored is still what was written and signed, change by
                  change, and names the first thing that is not (serve stopped)

Exit codes: 0 done; 1 refused, the sentence says why; 2 the command line was not understood;
3 somebody else holds the folder or the port; 4 what is stored is damaged; 5 the disk is full.
)";

}  // namespace adit::server
