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

    It 'replaces a file only with -Force, and writes none with -WhatIf' {
        $path = Join-Path $TestDrive mine.json
        Export-IzzyLedger $path -WhatIf
        $path | Should -Not -Exist
        'mine' | Set-Content $path
        { Export-IzzyLedger $path -ErrorAction Stop } | Should -Throw -ErrorId 'LedgerNotExported*'
        Get-Content $path | Should -Be mine
        (Export-IzzyLedger $path -Force).Length | Should -BeGreaterThan 100
    }
}
