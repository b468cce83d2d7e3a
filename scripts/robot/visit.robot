# A field officer in Ghana registers a training site and visits it, as a person would: by the words on
# screen. Both records say that they are training. {braces} are filled in by scripts/programme.mjs.
size 1366 768
wait for "Visit a site"
shot 1-home
click "This is training"
wait for "Training: what is recorded now"

# --- the site -------------------------------------------------------------------------------------
click "Register a site"
wait for "Where the site is"
fill "Country" "Ghana"
key Enter
fill "Region (Ghana)" "{region}"
key Enter
fill "District (Ghana)" "{district}"
fill "Nearest village or town" "{town}"
fill "How the position was obtained" "GPS receiver, standing"
key Enter
fill "Latitude" "{latitude}"
fill "Longitude" "{longitude}"
fill "Accuracy" "8"
fill "Access in the dry season" "Car"
key Enter
shot 2-site-where
click "Next: What the site is"
wait for "Name used by the miners"
fill "Name used by the miners" "{name}"
fill "Pilot site code" "{code}"
choose "Extraction site" after "Kind of site"
choose "Gold" after "Minerals found"
choose "Gold" after "Main mineral"
choose "Active" after "Status today"
fill "Workers on a normal day" "60"
click "Next: Who runs it"
fill "Cooperative, licence holder" "Training cooperative"
fill "Formalisation step" "2"
key Enter
choose "No" after "Inside or next to the title"
choose "No" after "Inside a park or forest reserve?"
choose "No" after "Selected for the pilot?"
fill "Why selected, or why not" "Made up for training; no such site"
click "Check and finish"
wait for "Nothing stands in the way"
shot 3-site-check
click "Finalise"
wait for "Ready to send"

# --- the visit ------------------------------------------------------------------------------------
click "Home"
click "Visit a site"
click "{name}"
wait for "New visit"
shot 4-site
click "New visit"
wait for "Was the site reached?"
fill "Kind of visit" "Baseline"
key Enter
choose "Yes, observed on site" after "Was the site reached?"
fill "Latitude" "{latitude}"
fill "Longitude" "{longitude}"
fill "Accuracy" "6"
choose "Own observation" after "Where does the information"
choose "Miners" after "Where does the information"
fill "Status today" "Active"
key Enter
shot 5-visit
click "Next: Production"
fill "Active pits, tunnels" "7"
choose "Open pit" after "How is ore taken out?"
choose "Medium: pumps" after "Mechanisation"
choose "Gold" after "Minerals produced now"
fill "Gold produced in the last 7 days" "85.5"
fill "Price paid to miners" "980"
key Tab
fill "Currency of the prices" "Ghana"
key Enter
choose "Trader on site" after "Who buys?"
fill "Of 10 units sold" "4"
click "Next: People at work"
fill "How were people counted?" "Direct"
key Enter
fill "Men (18 and over)" "41"
fill "Women (18 and over)" "17"
fill "Boys 15" "2"
fill "Girls 15" "0"
fill "Boys under 15" "0"
fill "Girls under 15" "0"
choose "Washing, panning" after "Work done by women"
choose "Washing, panning" after "Work done by children"
shot 6-people
click "Next: Mercury and cyanide"
choose "Mercury on concentrate" after "How is gold recovered?"
choose "Open burning of amalgam" after "Practices present"
fill "Mercury bought" "120"
choose "Some processors" after "Who uses a retort"
click "Add: Weighed batch"
fill "Mercury put in" "30"
fill "Mercury recovered" "22.5"
fill "Gold obtained" "15"
wait for "Mercury lost per gram of gold"
shot 7-mercury
click "Next: Safety and health"
choose "Boots" after "Protective equipment"
choose "None seen" after "Safety measures seen"
fill "Workers seriously injured" "1"
fill "Workers killed" "0"
click "Next: Land and water"
choose "Muddy or discoloured river" after "Damage seen"
fill "Rehabilitation" "No rehabilitation"
key Enter
click "Next: Services"
choose "Calls and SMS only" after "Mobile network"
choose "Mobile money agent" after "Services people can use"
click "Next: Security and conflict"
choose "Yes, record it now" after "Is it safe"
choose "No" after "Armed men or security forces"
fill "Roadblocks" "0"
choose "With farmers or landowners" after "Disputes"
click "Next: Payments by miners"
click "Next: Formalisation"
fill "Formalisation step today" "2"
key Enter
choose "None shown" after "Documents shown"
choose "None" after "Traceability"
click "Next: Evidence and feedback"
choose "Read back and agreed" after "Were the findings"
choose "Medium: two kinds" after "How sure are you"
fill "Remarks" "Typed by a robot for training; no such visit"
click "Check and finish"
wait for "Nothing stands in the way"
shot 8-visit-check
click "Finalise"
wait for "Ready to send"

# --- sent -----------------------------------------------------------------------------------------
click "Sync"
click "Sync now"
wait for "All sent"
shot 9-sent
quit
