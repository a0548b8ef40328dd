# A rehearsal. The answer to the third create is lost. Find the create in doubt, and resolve it.
Import-Module ./out/IzzyPS
$sandbox = Start-IzzySandbox -Fault 'drop after-commit from=3 times=1'
$null = Connect-IzzyDealer -BaseUri $sandbox.BaseUri -Credential $sandbox.Credential -LedgerPath $sandbox.LedgerPath

$monday = Import-IzzyVehicleCsv ./examples/stock-monday.csv -ErrorAction SilentlyContinue
$monday | Compare-IzzyVehicle | Sync-IzzyVehicle -ErrorAction SilentlyContinue | Group-Object Outcome -NoElement | Format-Table
$sandbox.Faults | Format-Table                                 # the fault struck once

$doubt = Get-IzzyOperation -State InDoubt
$doubt.WhatToDo                                                # what to look up on Izzylease, and what to type next
$found = $sandbox.Cars | Where-Object Vin -eq $doubt.Vin       # the sandbox plays the part of Izzylease
Resolve-IzzyOperation -Vin $doubt.Vin -RemoteId $found.Id | Format-Table   # an update proves that the id is of this car

$left = $monday | Compare-IzzyVehicle
"$($left.Count) changes left to do, $($sandbox.ActiveCars) cars listed, $($sandbox.DuplicateVins.Count) listed twice."

Stop-IzzySandbox
