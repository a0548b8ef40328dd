BeforeAll { . $PSScriptRoot/common.ps1 }

Describe 'Close-IzzyVehicle' {
    AfterEach { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer }

    BeforeEach {
        $it = Connect-Sandbox
        $stock = Write-Stock (Join-Path $TestDrive stock.csv) (1..20)
        $null = Import-IzzyVehicleCsv $stock | New-IzzyVehicle
        $requests = $it.Sandbox.Requests
    }

    It 'closes by <what>' -TestCases @(
        @{ what = 'change'; close = { Import-IzzyVehicleCsv (Write-Stock $stock (1..18 + 21)) | Compare-IzzyVehicle -CloseMissing | Where-Object Action -EQ Close | Close-IzzyVehicle -Reason Sold -Confirm:$false } }
        @{ what = 'VIN'; close = { Close-IzzyVehicle -Vin (Get-TestVin 19), (Get-TestVin 20) -Reason Sold -Confirm:$false } }
        @{ what = 'VIN from the pipeline'; close = { (Get-TestVin 19), (Get-TestVin 20) | Close-IzzyVehicle -Reason Sold -Confirm:$false } }
        @{ what = 'ledger entry'; close = { Get-IzzyVehicle '*19', '*20' | Close-IzzyVehicle -Reason Sold -Confirm:$false } }
        @{ what = 'vehicle'; close = { Import-IzzyVehicleCsv $stock | Where-Object Line -ge 20 | Close-IzzyVehicle -Reason Sold -Confirm:$false } }
    ) {
        $results = & $close
        $results.Outcome | Should -Be Succeeded, Succeeded
        (Get-IzzyVehicle -State Closed).Vin | Should -Be (Get-TestVin 19), (Get-TestVin 20)
        (Get-IzzyVehicle -State Closed).CloseReason | Select-Object -Unique | Should -Be Sold
        $it.Sandbox.ActiveCars | Should -Be 18
    }

    It 'prints a line per vehicle with -WhatIf, and sends nothing' {
        Get-IzzyVehicle | Close-IzzyVehicle -WhatIf | Should -BeNullOrEmpty
        $it.Sandbox.Requests | Should -Be $requests
    }

    It 'ends when nobody can be asked, and names -Confirm:$false' {
        { Get-IzzyVehicle | Close-IzzyVehicle } | Should -Throw -ErrorId 'ConfirmationRequired*' -ExpectedMessage '*20 listings*and 10 more*-Confirm:$false*'
        $it.Sandbox.Requests | Should -Be $requests
    }

    It 'exits with an error when nobody can be asked' -TestCases @(
        @{ switches = @('-NonInteractive') }
        @{ switches = @() }
    ) {
        $told = $null | Invoke-Pwsh -Switches $switches -Command "`$s = Start-IzzySandbox; `$null = Connect-IzzyDealer `$s.Credential `$s.BaseUri -LedgerPath `$s.LedgerPath 3>`$null; `$null = Import-IzzyVehicleCsv '$stock' | New-IzzyVehicle; Close-IzzyVehicle -Vin $(Get-TestVin 1) -ErrorAction Stop"
        $told.ExitCode | Should -Be 1
        $told.Output | Should -BeLike '*-Confirm:$false*'
    }

    It 'holds too many closes back until -AllowClose allows the number' {
        $results = Get-IzzyVehicle | Select-Object -First 12 | Close-IzzyVehicle -Confirm:$false -ErrorVariable errors -ErrorAction SilentlyContinue
        $results.Outcome | Select-Object -Unique | Should -Be HeldBack
        $errors.Count | Should -Be 1
        "$($errors[0])" | Should -BeLike '*allow it with -AllowClose 12.*'
        $results.AllowedBy | Select-Object -Unique | Should -Be '-AllowClose 12'
        $it.Sandbox.ActiveCars | Should -Be 20
        $results = Get-IzzyVehicle | Select-Object -First 12 | Close-IzzyVehicle -Confirm:$false -AllowClose 12
        $results.Outcome | Select-Object -Unique | Should -Be Succeeded
        $it.Sandbox.ActiveCars | Should -Be 8
    }

    It 'does not bind the VIN property of an object' {
        { [pscustomobject]@{ Vin = Get-TestVin 1 } | Close-IzzyVehicle -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'InputNotAccepted*'
        { Import-Csv $stock | Close-IzzyVehicle -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'InputNotAccepted*'
        $it.Sandbox.ActiveCars | Should -Be 20
    }

    It 'accepts no other kind of change' {
        $plan = Import-IzzyVehicleCsv (Write-Stock $stock 21) | Compare-IzzyVehicle
        { $plan | Close-IzzyVehicle -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'ActionMismatch*'
    }

    It 'gives Unchanged for a closed vehicle' {
        $null = Close-IzzyVehicle -Vin (Get-TestVin 1) -Confirm:$false
        (Close-IzzyVehicle -Vin (Get-TestVin 1) -Confirm:$false).Outcome | Should -Be Unchanged
    }
}
