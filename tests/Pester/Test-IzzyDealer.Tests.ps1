BeforeAll { . $PSScriptRoot/common.ps1 }

Describe 'Test-IzzyDealer' {
    AfterEach { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer }

    It 'asks for a token and reads the ledger' {
        $it = Connect-Sandbox
        $test = Test-IzzyDealer
        $test.IsReady | Should -BeTrue
        $test.Active | Should -Be 0
        $it.Sandbox.Requests | Should -Be 1
    }

    It 'says that the secret is wrong, and does not say the secret' {
        $sandbox = Start-IzzySandbox
        $wrong = [pscredential]::new($sandbox.Credential.UserName, (ConvertTo-SecureString 'planted-secret' -AsPlainText))
        $null = Connect-IzzyDealer -BaseUri $sandbox.BaseUri -Credential $wrong -LedgerPath $sandbox.LedgerPath -WarningAction Ignore
        $test = Test-IzzyDealer -ErrorVariable errors -ErrorAction SilentlyContinue
        $test.HasToken | Should -BeFalse
        $test.HasLedger | Should -BeTrue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'DealerUnavailable*'
        $errors[0].CategoryInfo.Category | Should -Be AuthenticationError
        "$($errors[0])$($errors[0].Exception)" | Should -Not -BeLike '*planted-secret*'
    }

    It 'reads no payload of a large ledger, and neither does tab completion' {
        $it = Connect-Sandbox
        $null = Import-IzzyVehicleCsv (Write-Stock (Join-Path $TestDrive stock.csv) (1..3)) | New-IzzyVehicle
        # 100,000 vehicles, and who asks for a payload fails: their table is gone.
        $context = [System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -eq IzzyPS
        $sqlite = $context.LoadFromAssemblyName('SQLitePCLRaw.core').GetType('SQLitePCL.raw')
        $database = $null
        $sqlite::sqlite3_open($it.Sandbox.LedgerPath, [ref]$database) | Should -Be 0
        $columns = 'state, payload_hash, feed_id, payload_id, configuration_number, make, model, list_price, sales_price, feed_list_price, feed_sales_price, first_listed_at, last_sent_at'
        $sqlite::sqlite3_exec($database, @"
            WITH RECURSIVE n (i) AS (SELECT 4 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
            INSERT INTO vehicle (key, vin, remote_id, $columns)
            SELECT printf('WVWZZZ1KZAW%06d', i), printf('WVWZZZ1KZAW%06d', i), 'car-' || i, $columns FROM n, (SELECT $columns FROM vehicle LIMIT 1);
            ALTER TABLE payload RENAME TO hidden;
"@) | Should -Be 0
        $database.Dispose()
        { Get-IzzyVehicle (Get-TestVin 1) -ErrorAction Stop } | Should -Throw

        $test = Test-IzzyDealer -ErrorAction Stop
        $test.Active | Should -Be 100000
        $test.InDoubt | Should -Be 0
        $complete = { param($line) (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText }
        & $complete 'Get-IzzyVehicle -Vin WVWZZZ1KZAW09999' | Should -Be (99990..99999).ForEach{ Get-TestVin $_ }
        (& $complete 'Get-IzzyVehicle -Vin ').Count | Should -Be 200
        & $complete 'Get-IzzyVehicle -Feed de' | Should -Be default
    }
}
