BeforeAll { . $PSScriptRoot/common.ps1 }

Describe 'New-IzzyVehicle' {
    AfterEach { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer }

    BeforeEach {
        $it = Connect-Sandbox
        $stock = Write-Stock (Join-Path $TestDrive stock.csv) (1..5)
    }

    It 'counts a stock that was listed in two parts as one for the limit of closes' {
        $stock = Import-IzzyVehicleCsv (Write-Stock (Join-Path $TestDrive parts.csv) (1..20))
        $null = $stock | Where-Object Vin -EQ (Get-TestVin 1) | New-IzzyVehicle
        $null = $stock | Where-Object Vin -NE (Get-TestVin 1) | New-IzzyVehicle
        $plan = Import-IzzyVehicleCsv (Write-Stock (Join-Path $TestDrive parts.csv) (1..6 + 10..20)) | Compare-IzzyVehicle -CloseMissing
        $plan.Action | Should -Be Close, Close, Close
    }

    It 'lists the new vehicles of a plan' {
        $results = Import-IzzyVehicleCsv $stock | Compare-IzzyVehicle | Where-Object Action -eq Create | New-IzzyVehicle
        $results.Outcome | Select-Object -Unique | Should -Be Succeeded
        $it.Sandbox.ActiveCars | Should -Be 5
    }

    It 'lists vehicles, with an error for each that is listed already' {
        $null = Import-IzzyVehicleCsv $stock | Select-Object -First 2 | New-IzzyVehicle
        $results = Import-IzzyVehicleCsv $stock | New-IzzyVehicle -ErrorVariable errors -ErrorAction SilentlyContinue
        $results.Count | Should -Be 3
        $errors.Count | Should -Be 2
        $errors[0].FullyQualifiedErrorId | Should -Be 'AlreadyListed,IzzyPS.Commands.NewIzzyVehicleCommand'
        $it.Sandbox.ActiveCars | Should -Be 5
    }

    It 'accepts no other kind of change' {
        $null = Import-IzzyVehicleCsv $stock | New-IzzyVehicle
        $plan = Import-IzzyVehicleCsv (Write-Stock $stock (1..4) -Set @{ 1 = @{ color = 'Biały' } }) | Compare-IzzyVehicle -CloseMissing
        $plan.Action | Should -Be Update, Close
        $plan | New-IzzyVehicle -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors.FullyQualifiedErrorId | Select-Object -Unique | Should -Be 'ActionMismatch,IzzyPS.Commands.NewIzzyVehicleCommand'
        "$($errors[0])" | Should -BeLike '*Set-IzzyVehicle*'
        $errors[0].TargetObject.Vin | Should -Be (Get-TestVin 1)
    }

    It 'leaves a vehicle closed by hand closed until -Reopen is given' {
        $null = Import-IzzyVehicleCsv $stock | New-IzzyVehicle
        $null = Close-IzzyVehicle -Vin (Get-TestVin 1) -Confirm:$false
        $plan = Import-IzzyVehicleCsv $stock | Compare-IzzyVehicle
        $plan.BlockReason | Should -Be ClosedByHand
        $plan | New-IzzyVehicle -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        { New-IzzyVehicle -Vin (Get-TestVin 1) -ErrorAction Stop } | Should -Throw -ErrorId 'InputNotAccepted*'
        (New-IzzyVehicle -Vin (Get-TestVin 1) -Reopen).Outcome | Should -Be Succeeded
        $it.Sandbox.ActiveCars | Should -Be 5
        Import-IzzyVehicleCsv $stock | Compare-IzzyVehicle | Should -BeNullOrEmpty
    }

    It 'opens again by change, vehicle or ledger entry' -TestCases @(
        @{ by = { Import-IzzyVehicleCsv $stock | Compare-IzzyVehicle } }
        @{ by = { Import-IzzyVehicleCsv $stock | Select-Object -First 1 } }
        @{ by = { Get-IzzyVehicle -State Closed } }
    ) {
        $null = Import-IzzyVehicleCsv $stock | New-IzzyVehicle
        $null = Close-IzzyVehicle -Vin (Get-TestVin 1) -Confirm:$false
        $piped = & $by
        ($piped | New-IzzyVehicle -Reopen).Action | Should -Be Reactivate
        $it.Sandbox.ActiveCars | Should -Be 5
    }

    It 'does not reopen a listed vehicle' {
        $null = Import-IzzyVehicleCsv $stock | New-IzzyVehicle
        { New-IzzyVehicle -Vin (Get-TestVin 1) -Reopen -ErrorAction Stop } | Should -Throw -ErrorId 'AlreadyListed*'
    }

    It 'sends nothing with -WhatIf' {
        Import-IzzyVehicleCsv $stock | New-IzzyVehicle -WhatIf | Should -BeNullOrEmpty
        $it.Sandbox.Requests | Should -Be 0
    }
}
