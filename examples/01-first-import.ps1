# The first file of a partner: show what a sync would do, then do it.
. ./examples/00-sandbox.ps1

$plan = Import-IzzyVehicleCsv ./examples/stock-monday.csv -ErrorReport ./errors.csv | Compare-IzzyVehicle -CloseMissing
$plan | Sync-IzzyVehicle -WhatIf          # shows what would happen, sends nothing
$plan | Sync-IzzyVehicle                  # one result object per vehicle

Stop-IzzySandbox
