# Set one price by hand, and apply your own price rule to all cars of one make.
. ./examples/00-sandbox.ps1
$null = Import-IzzyVehicleCsv ./examples/stock-monday.csv -ErrorAction SilentlyContinue | Compare-IzzyVehicle | Sync-IzzyVehicle

Set-IzzyVehiclePrice -Vin U5YPU81BGPL155538 -SalesPrice 98500
Import-IzzyVehicleCsv ./examples/stock-tuesday.csv |
    ForEach-Object { if ($_.Make -eq 'Kia') { $_.SalesPrice = [math]::Round($_.SalesPrice * 0.98) }; $_ } |
    Compare-IzzyVehicle | Sync-IzzyVehicle             # an administrator's own price rule

Stop-IzzySandbox
