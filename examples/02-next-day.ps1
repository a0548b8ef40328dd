# The file of the next day. Prices, closes and new vehicles each have their own cmdlet.
. ./examples/00-sandbox.ps1
$null = Import-IzzyVehicleCsv ./examples/stock-monday.csv -ErrorAction SilentlyContinue | Compare-IzzyVehicle | Sync-IzzyVehicle

$plan = Import-IzzyVehicleCsv ./examples/stock-tuesday.csv | Compare-IzzyVehicle -CloseMissing
$plan | Where-Object PriceChange        | Set-IzzyVehiclePrice
$plan | Where-Object Action -eq Close   | Close-IzzyVehicle -Reason Sold -Confirm:$false   # without -Confirm:$false it asks once
$plan | Where-Object Action -eq Create  | New-IzzyVehicle

Stop-IzzySandbox
