BeforeAll {
    . $PSScriptRoot/common.ps1
    $it = Connect-Sandbox
    $null = Import-IzzyVehicleCsv (Write-Stock (Join-Path $TestDrive stock.csv) (1..3)) | New-IzzyVehicle
}
AfterAll { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer }

Describe 'Export-IzzyLedger' {
    It 'writes a native backup that can be opened in the ledger''s place' {
        $file = Export-IzzyLedger (Join-Path $TestDrive backup.db)
        $file | Should -BeOfType System.IO.FileInfo
        [Text.Encoding]::ASCII.GetString([IO.File]::ReadAllBytes($file)[0..14]) | Should -Be 'SQLite format 3'
    }

    It 'writes JSON that other programs read' {
        $backup = Get-Content (Export-IzzyLedger (Join-Path $TestDrive backup.json)) -Raw | ConvertFrom-Json
        $backup.format, $backup.version | Should -Be izzyps-ledger, 1
        $backup.vehicles.key | Should -Be (1..3 | ForEach-Object { Get-TestVin $_ })
        $backup.vehicles[0].listing.car.make | Should -Be Skoda
        $backup.vehicles[0].prices.sales | Should -Be 50001
        (Get-Content (Export-IzzyLedger (Join-Path $TestDrive other.txt) -Format Json))[0] | Should -BeLike '{"format":"izzyps-ledger"*'
    }

    It 'replaces an earlier backup only with -Force, and writes none with -WhatIf' {
        $path = Join-Path $TestDrive mine.json
        Export-IzzyLedger $path -WhatIf
        $path | Should -Not -Exist
        $null = Export-IzzyLedger $path
        { Export-IzzyLedger $path -ErrorAction Stop } | Should -Throw -ErrorId 'LedgerNotExported*' -ExpectedMessage '*-Force*'
        (Export-IzzyLedger $path -Force).Length | Should -BeGreaterThan 100
    }

    It 'never replaces the ledger or a file of another kind: <what>' -TestCases @(
        @{ what = 'the ledger'; path = { $it.Sandbox.LedgerPath } }
        @{ what = 'its log'; path = { "$($it.Sandbox.LedgerPath)-wal" } }
        @{ what = 'a symbolic link to it'; path = { (New-Item -ItemType SymbolicLink (Join-Path $TestDrive link.db) -Target $it.Sandbox.LedgerPath).FullName } }
        @{ what = 'its anchor'; path = { (Get-ChildItem "$env:XDG_DATA_HOME/izzyps/accounts")[0].FullName } }
        @{ what = 'a file of another kind'; path = { 'mine' | Set-Content (Join-Path $TestDrive mine.txt); Join-Path $TestDrive mine.txt } }
    ) {
        $target = & $path
        $hash = (Get-FileHash $target -ErrorAction Ignore).Hash
        foreach ($format in 'Json', 'Native') {
            { Export-IzzyLedger $target -Format $format -Force -ErrorAction Stop } | Should -Throw -ErrorId 'LedgerNotExported*' -ExpectedMessage '*Name another place*'
        }
        (Get-FileHash $target -ErrorAction Ignore).Hash | Should -Be $hash
        (Get-IzzyVehicle -State Active).Count | Should -Be 3
    }
}
