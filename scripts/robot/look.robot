# Opens the app on what is there already and looks round.
size 1366 768
wait for "Latest records"
shot 1-home
click "Sites"
wait for "Training Obuasi"
shot 4-site
click "Sync"
click "Sync now"
wait for "All sent"
shot 9-sent
quit
