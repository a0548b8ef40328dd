BeforeAll { . $PSScriptRoot/common.ps1 }

Describe 'Move-IzzyLedger' {
    BeforeAll { $database = Start-TestPostgres -Password 'Planted-secret-17' }
    BeforeEach {
        $it = Connect-Sandbox
        $stock = Write-Stock (Join-Path $TestDrive stock.csv) (1..3)
        $null = Import-IzzyVehicleCsv $stock | New-IzzyVehicle
        $connect = @{ BaseUri = $it.Sandbox.BaseUri; Credential = $it.Sandbox.Credential }
        $elsewhere = Join-Path $TestDrive "$([guid]::NewGuid()).db"
    }
    AfterEach { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer; Remove-Item env:PGPASSWORD -ErrorAction Ignore }
    AfterAll { Stop-TestPostgres $database }

    It 'moves everything, and the session goes on with the new place' {
        $plan = Import-IzzyVehicleCsv (Write-Stock $stock (1..3) -Set @{ 2 = @{ color = 'Biały' } }) | Compare-IzzyVehicle
        $requests = $it.Sandbox.Requests
        $moved = Move-IzzyLedger $elsewhere -WarningVariable warnings -WarningAction SilentlyContinue
        $moved.Source, $moved.Destination, $moved.Vehicles, $moved.KeptAs | Should -Be $it.Sandbox.LedgerPath, $elsewhere, 3, $null
        $moved.Rows | Should -BeGreaterThan 9
        $warnings | Should -BeLike '*Name it wherever*'
        (Get-IzzyDealer).LedgerPath | Should -Be $elsewhere
        (Get-IzzyVehicle -State Active).Count | Should -Be 3
        ($plan | Sync-IzzyVehicle).Outcome | Should -Be Succeeded
        Import-IzzyVehicleCsv $stock | Compare-IzzyVehicle | Should -BeNullOrEmpty
        $it.Sandbox.Requests | Should -Be ($requests + 1)
        { Connect-IzzyDealer @connect -LedgerPath $it.Sandbox.LedgerPath } | Should -Throw -ErrorId 'LedgerMoved*' -ExpectedMessage "*was moved to '$elsewhere'*"
    }

    It 'goes to PostgreSQL and back, with the password shown nowhere' {
        Skip-Without $database
        $address = $database.Location -replace '//', "//izzy:$($database.Password)@"
        $there = Move-IzzyLedger $address -Verbose -WarningVariable said -WarningAction SilentlyContinue *>&1
        ($there | Where-Object { $_ -is [IzzyPS.LedgerMoved] }).Destination | Should -Be $database.Location
        $said + $there | Format-List * -Force | Out-String -Width 500 | Should -Not -BeLike "*$($database.Password)*"
        ($there | Out-String -Width 500) | Should -BeLike '*is marked: from now on it is refused*'
        (Get-IzzyDealer).LedgerPath | Should -Be $database.Location
        Close-IzzyVehicle -Vin (Get-TestVin 1) -Reason Sold -Confirm:$false
        $back = Move-IzzyLedger $it.Sandbox.LedgerPath -WarningAction Ignore
        $back.KeptAs | Should -Exist
        (Get-IzzyVehicle).Count | Should -Be 3
        (Get-IzzyVehicle -State Active).Count | Should -Be 2
        { Connect-IzzyDealer @connect -LedgerConnection $address } | Should -Throw -ErrorId 'LedgerMoved*' -ExpectedMessage "*$($it.Sandbox.LedgerPath)*"
    }

    It 'does nothing with -WhatIf, and asks with -Confirm' {
        Move-IzzyLedger $elsewhere -WhatIf
        $elsewhere | Should -Not -Exist
        (Get-IzzyDealer).LedgerPath | Should -Be $it.Sandbox.LedgerPath
        (Get-Command Move-IzzyLedger).Parameters.Confirm | Should -Not -BeNullOrEmpty
        $ConfirmPreference = 'None'
        (Move-IzzyLedger $elsewhere -WarningAction Ignore).Vehicles | Should -Be 3
    }

    It 'moves the named dealer''s ledger, and all its connections follow' {
        $twin = Connect-IzzyDealer @connect -LedgerPath $it.Sandbox.LedgerPath -Name twin
        $other = Connect-Sandbox -Name other
        $null = Move-IzzyLedger $elsewhere -Dealer $it.Dealer -WarningAction Ignore
        $it.Dealer.LedgerPath, $twin.LedgerPath | Should -Be $elsewhere, $elsewhere
        $other.Dealer.LedgerPath | Should -Be $other.Sandbox.LedgerPath
    }

    It 'says what is wrong: <what>' -TestCases @(
        @{ what = 'the same place'; place = { $it.Sandbox.LedgerPath }; id = 'LedgerConflict*'; message = '*is there already*' }
        @{ what = 'a folder'; place = { $TestDrive }; id = 'LedgerConflict*'; message = '*is a folder; name a file in it*' }
        @{ what = 'a ledger with something in it'; id = 'LedgerForeign*'; message = '*belongs to another dealer account*'; place = { (Connect-Sandbox).Sandbox.LedgerPath } }
        @{ what = 'a database that is not there'; place = { 'postgres://izzy:Planted-secret-17@127.0.0.1:1/izzy' }; id = 'LedgerStorage*'; message = "*can't be reached*" }
        @{ what = 'an odd option'; place = { 'postgres://izzy:Planted-secret-17@127.0.0.1/izzy?connect_timeout=5000' }; id = 'LedgerAddress*'; message = '*from 1 to 1024*' }
        @{ what = 'a libpq address'; place = { 'host=db user=izzy password=Planted-secret-17' }; id = 'LedgerAddress*'; message = '*looks like an address*' }
        @{ what = 'a JDBC address'; place = { 'jdbc:postgresql://db/izzy?password=Planted-secret-17' }; id = 'LedgerAddress*'; message = '*looks like an address*' }
        @{ what = 'a password for another machine without TLS'; place = { 'postgres://izzy:Planted-secret-17@db.example.test/izzy?sslmode=disable' }; id = 'LedgerAddress*'; message = '*verify-full*' }
        @{ what = 'no file system'; place = { 'env:/ledger' }; id = 'InvalidSetting*'; message = '*not in the file system*' }
    ) {
        $destination = & $place
        { Move-IzzyLedger $destination -Dealer $it.Dealer } | Should -Throw -ErrorId $id -ExpectedMessage $message
        $Error[0] | Format-List * -Force | Out-String -Width 500 | Should -Not -BeLike '*Planted*'
        $it.Dealer.LedgerPath | Should -Be $it.Sandbox.LedgerPath
        (Get-IzzyVehicle -Dealer $it.Dealer).Count | Should -Be 3
    }
}
