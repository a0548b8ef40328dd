BeforeAll { . $PSScriptRoot/common.ps1 }

Describe 'Import-IzzyLedger' {
    BeforeEach {
        $it = Connect-Sandbox
        $ids = 1..3 | ForEach-Object { New-SandboxCar $it.Sandbox $_ }
        $state = Join-Path $TestDrive state.json
        @{ vehicles = @{
                (Get-TestVin 1) = @{ car_id = $ids[0]; configuration_number = 'C1'; active = $true }
                (Get-TestVin 2) = @{ car_id = $ids[1]; configuration_number = 'C2'; active = $true }
                (Get-TestVin 3) = @{ car_id = 'gone'; configuration_number = 'C3'; active = $false } } } | ConvertTo-Json -Depth 3 | Set-Content $state
    }
    AfterEach { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer }

    It 'adopts from izzy-uploader: the first run sends whole cars, the next may close' {
        $import = Import-IzzyLedger $state
        $import.Format, $import.Adopted, $import.Known, $import.Failed | Should -Be 'izzy-uploader state', 3, 0, 0
        $import.Backup | Should -Exist
        (Get-IzzyVehicle -State Active).IsAdopted | Should -Be $true, $true
        { Set-IzzyVehiclePrice -Vin (Get-TestVin 1) -SalesPrice 1 -ErrorAction Stop } | Should -Throw -ErrorId 'VehicleAdopted*'

        $stock = Write-Stock (Join-Path $TestDrive stock.csv) (1, 3)
        $plan = Import-IzzyVehicleCsv $stock | Compare-IzzyVehicle -CloseMissing
        $plan | Sort-Object Vin | ForEach-Object Action | Should -Be Update, Blocked, Reactivate
        $results = $plan | Sync-IzzyVehicle -ErrorAction Ignore
        ($results | Where-Object Outcome -eq Succeeded).Count | Should -Be 2
        (Get-IzzyVehicle (Get-TestVin 1)).SalesPrice | Should -Be 50001
        (Import-IzzyVehicleCsv $stock | Compare-IzzyVehicle -CloseMissing).Action | Should -Be Close
        (Get-IzzyVehicleHistory (Get-TestVin 1)).Event | Should -Be Adopted, Updated
    }

    It 'takes a CSV, from the pipeline too, with an error for each contradicting row' {
        $csv = Join-Path $TestDrive ids.csv
        "vin,car_id`n$(Get-TestVin 1),$($ids[0])`n$(Get-TestVin 2),$($ids[0])`nKIA,x" | Set-Content $csv
        $import = Get-Item $csv | Import-IzzyLedger -Feed warszawa -ErrorVariable errors -ErrorAction SilentlyContinue
        $import.Adopted, $import.Failed | Should -Be 1, 2
        $errors.FullyQualifiedErrorId | Should -BeLike 'VehicleNotImported*'
        $errors.Exception.Message -join ' ' | Should -BeLike "*ids.csv line 3: $(Get-TestVin 2)*"
        (Get-IzzyVehicle).Feed | Should -Be warszawa
        (Import-IzzyLedger $csv -ErrorAction Ignore).Known | Should -Be 1
    }

    It 'brings a <format> backup into a new ledger' -TestCases @(@{ format = 'Native' }, @{ format = 'Json' }) {
        $null = Import-IzzyVehicleCsv (Write-Stock (Join-Path $TestDrive stock.csv) (11..13)) | New-IzzyVehicle
        $backup = Export-IzzyLedger (Join-Path $TestDrive "b.$format") -Format $format
        $null = Connect-IzzyDealer -BaseUri $it.Sandbox.BaseUri -Credential $it.Sandbox.Credential -LedgerPath (Join-Path $TestDrive "$format.db") -NewLedger -WarningAction Ignore
        (Import-IzzyLedger $backup).Adopted | Should -Be 3
        $plan = Import-IzzyVehicleCsv (Join-Path $TestDrive stock.csv) | Compare-IzzyVehicle
        $plan.Action | Select-Object -Unique | Should -Be Update
        $null = $plan | Sync-IzzyVehicle
        Import-IzzyVehicleCsv (Join-Path $TestDrive stock.csv) | Compare-IzzyVehicle | Should -BeNullOrEmpty
        $it.Sandbox.DuplicateVins | Should -BeNullOrEmpty
    }

    It 'writes nothing with -WhatIf, and refuses what it can''t read' {
        Import-IzzyLedger $state -WhatIf
        Get-IzzyVehicle | Should -BeNullOrEmpty
        'make,model' | Set-Content (Join-Path $TestDrive wrong.csv)
        { Import-IzzyLedger (Join-Path $TestDrive wrong.csv) -ErrorAction Stop } | Should -Throw -ErrorId 'LedgerNotImported*'
        { Import-IzzyLedger (Join-Path $TestDrive missing.csv) -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound*'
    }
}
