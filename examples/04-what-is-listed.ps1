# Show the listings of the ledger, and what closing some of them would do.
. ./examples/00-sandbox.ps1
$null = Import-IzzyVehicleCsv ./examples/stock-monday.csv -ErrorAction SilentlyContinue | Compare-IzzyVehicle | Sync-IzzyVehicle

Get-IzzyVehicle -Vin 'U5Y*' | Close-IzzyVehicle -WhatIf
Get-IzzyVehicle -State Active

Stop-IzzySandbox
