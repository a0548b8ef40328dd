BeforeAll { . $PSScriptRoot/common.ps1 }

Describe 'The pipeline of the README' {
    BeforeAll {
        # The examples' files, in a folder of the test's own: a report is written beside them.
        $folder = New-Item -ItemType Directory -Path (Join-Path $TestDrive work)
        Copy-Item (Join-Path $root examples) $folder -Recurse
        Push-Location $folder
        $ErrorActionPreference = 'SilentlyContinue'
    }
    AfterAll { Pop-Location; Stop-IzzySandbox }

    It 'connects to a sandbox' {
        $script:sandbox = Start-IzzySandbox
        $dealer = Connect-IzzyDealer -BaseUri $sandbox.BaseUri -Credential $sandbox.Credential -LedgerPath $sandbox.LedgerPath -WarningAction Ignore
        $dealer.LedgerPath | Should -Be $sandbox.LedgerPath
    }

    It 'plans and carries out Monday' {
        $plan = Import-IzzyVehicleCsv ./examples/stock-monday.csv -ErrorReport ./errors.csv | Compare-IzzyVehicle -CloseMissing
        $plan.Action | Select-Object -Unique | Should -Be Create
        Import-Csv ./errors.csv | Should -Not -BeNullOrEmpty
        $plan | Sync-IzzyVehicle -WhatIf | Should -BeNullOrEmpty
        $sandbox.Requests | Should -Be 0
        ($plan | Sync-IzzyVehicle).Outcome | Select-Object -Unique | Should -Be Succeeded
        $sandbox.ActiveCars | Should -Be $plan.Count
    }

    It 'plans Tuesday, and carries out each kind of change by its own cmdlet' {
        $plan = Import-IzzyVehicleCsv ./examples/stock-tuesday.csv | Compare-IzzyVehicle -CloseMissing
        $plan.Action | Sort-Object -Unique | Should -Contain Close
        $results = @(
            $plan | Where-Object PriceChange        | Set-IzzyVehiclePrice
            $plan | Where-Object Action -eq Close   | Close-IzzyVehicle -Reason Sold -Confirm:$false
            $plan | Where-Object Action -eq Create  | New-IzzyVehicle
        )
        $results.Action | Sort-Object -Unique | Should -Be Create, Reprice, Close
        $results.Outcome | Select-Object -Unique | Should -Be Succeeded
        $results.Count | Should -BeGreaterThan 5
    }

    It 'sets one price by VIN, and applies an administrator''s own rule' {
        (Set-IzzyVehiclePrice -Vin U5YPU81BGPL155538 -SalesPrice 98500).Outcome | Should -Be Succeeded
        $results = Import-IzzyVehicleCsv ./examples/stock-tuesday.csv |
            ForEach-Object { if ($_.Make -eq 'Kia') { $_.SalesPrice = [math]::Round($_.SalesPrice * 0.98) }; $_ } |
            Compare-IzzyVehicle | Sync-IzzyVehicle             # an administrator's own price rule
        ($results | Where-Object Make -eq Kia).Outcome | Select-Object -Unique | Should -Be Succeeded
    }

    It 'looks at the ledger' {
        Get-IzzyVehicle -Vin 'U5Y*' | Close-IzzyVehicle -WhatIf | Should -BeNullOrEmpty
        @(Get-IzzyVehicle -State Active).Count | Should -Be $sandbox.ActiveCars
        $sandbox.DuplicateVins | Should -BeNullOrEmpty
    }
}

Describe 'The examples' {
    BeforeDiscovery {
        $scripts = Get-ChildItem (Join-Path $PSScriptRoot .. .. examples) -Filter *.ps1 | ForEach-Object { @{ name = $_.Name } }
    }

    It '<name> runs as it stands' -ForEach $scripts {
        $told = Start-Shell -NonInteractive -WorkingDirectory $root -File (Join-Path $root examples $name) | Out-String
        $LASTEXITCODE | Should -Be 0 -Because $told
        $told | Should -Not -Match 'Exception|ParserError|CommandNotFound|ParameterBinding'
        if ($name -eq '06-rehearse-faults.ps1') { $told | Should -Match '0 changes left to do, 37 cars listed, 0 listed twice\.' }
    }
}
