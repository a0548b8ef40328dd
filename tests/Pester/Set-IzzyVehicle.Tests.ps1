BeforeAll { . $PSScriptRoot/common.ps1 }

Describe 'Set-IzzyVehicle' {
    AfterEach { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer }

    BeforeEach {
        $it = Connect-Sandbox
        $stock = Write-Stock (Join-Path $TestDrive stock.csv) (1..5)
        $null = Import-IzzyVehicleCsv $stock | New-IzzyVehicle
        $requests = $it.Sandbox.Requests
    }

    It 'applies the updates and price changes of a plan, and no other change' {
        $plan = Import-IzzyVehicleCsv (Write-Stock $stock (1..3 + 5..6) -Set @{ 1 = @{ color = 'Biały' }; 2 = @{ pricing_salesPrice = 40000 } }) | Compare-IzzyVehicle -CloseMissing
        $results = $plan | Set-IzzyVehicle -ErrorVariable errors -ErrorAction SilentlyContinue
        $results.Action | Sort-Object | Should -Be Update, Reprice
        $results.Outcome | Select-Object -Unique | Should -Be Succeeded
        $errors.TargetObject.Action | Sort-Object | Should -Be Create, Close
        $errors.FullyQualifiedErrorId | Select-Object -Unique | Should -BeLike 'ActionMismatch*'
        $it.Sandbox.ActiveCars | Should -Be 5
    }

    It 'sends changed vehicles, skips unchanged ones, and names those not listed' {
        $results = Import-IzzyVehicleCsv (Write-Stock $stock (1..2 + 9)) |
            ForEach-Object { if ($_.Vin -eq (Get-TestVin 1)) { $_.Description += ' | Serviced' }; $_ } |
            Set-IzzyVehicle -ErrorVariable errors -ErrorAction SilentlyContinue
        $results | ForEach-Object { "$($_.Vin) $($_.Outcome)" } | Sort-Object | Should -Be "$(Get-TestVin 1) Succeeded", "$(Get-TestVin 2) Unchanged"
        $errors.FullyQualifiedErrorId | Should -Be 'NotListed,IzzyPS.Commands.SetIzzyVehicleCommand'
        $it.Sandbox.Requests | Should -Be ($requests + 1)
    }

    It 'sends nothing with -WhatIf' {
        Import-IzzyVehicleCsv (Write-Stock $stock (1..2) -Set @{ 1 = @{ color = 'Biały' } }) | Set-IzzyVehicle -WhatIf | Should -BeNullOrEmpty
        $it.Sandbox.Requests | Should -Be $requests
    }
}
