BeforeAll { . $PSScriptRoot/common.ps1 }

Describe 'Connect-IzzyDealer' {
    AfterEach { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer }

    It 'gives a connection without asking for a token, and warns of the new ledger' {
        $sandbox = Start-IzzySandbox
        $dealer = Connect-IzzyDealer -BaseUri $sandbox.BaseUri -Credential $sandbox.Credential -LedgerPath $sandbox.LedgerPath -Name test -WarningVariable warnings -WarningAction SilentlyContinue
        $dealer.Name | Should -Be test
        $dealer.BaseUri | Should -Be $sandbox.BaseUri
        $dealer.LedgerPath | Should -Be $sandbox.LedgerPath
        $warnings | Should -BeLike '*new, empty ledger*'
        $sandbox.Requests | Should -Be 0
    }

    It 'refuses http to another machine' {
        $credential = [pscredential]::new('me', (ConvertTo-SecureString secret -AsPlainText))
        { Connect-IzzyDealer -BaseUri http://api.example.com -Credential $credential } |
            Should -Throw -ErrorId 'InvalidSetting,IzzyPS.Commands.ConnectIzzyDealerCommand' -ExpectedMessage '*https*'
        { Connect-IzzyDealer -BaseUri https://api.example.com -TokenUri http://api.example.com/t -Credential $credential } | Should -Throw -ErrorId 'InvalidSetting*'
    }

    It 'refuses a ledger of another account' {
        $first = Connect-Sandbox
        $second = Start-IzzySandbox
        { Connect-IzzyDealer -BaseUri $second.BaseUri -Credential $second.Credential -LedgerPath $first.Sandbox.LedgerPath } |
            Should -Throw -ErrorId 'LedgerForeign*'
    }

    It 'refuses a missing ledger with an anchor until -NewLedger is given' {
        $it = Connect-Sandbox
        $connect = @{ BaseUri = $it.Sandbox.BaseUri; Credential = $it.Sandbox.Credential; LedgerPath = $it.Sandbox.LedgerPath }
        Disconnect-IzzyDealer
        Remove-Item "$($it.Sandbox.LedgerPath)*"
        { Connect-IzzyDealer @connect } | Should -Throw -ErrorId 'LedgerMissing*' -ExpectedMessage '*-NewLedger*'
        (Connect-IzzyDealer @connect -NewLedger -WarningAction Ignore).LedgerPath | Should -Be $connect.LedgerPath
    }

    It 'refuses a ledger without an anchor until -AdoptLedger is given' {
        $it = Connect-Sandbox
        $null = Import-IzzyVehicleCsv (Write-Stock (Join-Path $TestDrive adopt.csv) 1) | New-IzzyVehicle
        $connect = @{ BaseUri = $it.Sandbox.BaseUri; Credential = $it.Sandbox.Credential; LedgerPath = $it.Sandbox.LedgerPath }
        Disconnect-IzzyDealer
        Remove-Item "$env:XDG_DATA_HOME/izzyps/accounts/*.json"
        { Connect-IzzyDealer @connect } | Should -Throw -ErrorId 'LedgerNotAdopted*' -ExpectedMessage '*may be an old copy*-AdoptLedger*'
        (Connect-IzzyDealer @connect -AdoptLedger -WarningAction Ignore).LedgerPath | Should -Be $connect.LedgerPath
        Disconnect-IzzyDealer
        (Connect-IzzyDealer @connect).LedgerPath | Should -Be $connect.LedgerPath
    }

    It 'asks before a second address of a client id gets its own ledger' {
        $it = Connect-Sandbox
        $connect = @{ BaseUri = 'https://proxy.example.test'; Credential = $it.Sandbox.Credential; LedgerPath = Join-Path $TestDrive second.db }
        { Connect-IzzyDealer @connect } | Should -Throw -ErrorId 'LedgerSameClient*' -ExpectedMessage "*$($it.Sandbox.BaseUri)*-NewLedger*"
        (Connect-IzzyDealer @connect -NewLedger -WarningAction Ignore).LedgerPath | Should -Be $connect.LedgerPath
    }

    It 'refuses to connect without a real home folder' -Skip:$IsWindows {
        $sandbox = Start-IzzySandbox
        $data, $homeFolder = $env:XDG_DATA_HOME, $env:HOME
        try {
            $env:XDG_DATA_HOME, $env:HOME = 'data', '/nonexistent'
            { Connect-IzzyDealer -BaseUri $sandbox.BaseUri -Credential $sandbox.Credential -LedgerPath $sandbox.LedgerPath } |
                Should -Throw -ErrorId 'LedgerNoDataFolder*' -ExpectedMessage '*XDG_DATA_HOME*'
        }
        finally { $env:XDG_DATA_HOME, $env:HOME = $data, $homeFolder }
    }

    It 'takes a location map as a hashtable or a file, and refuses a bad one' {
        $path = Write-Stock (Join-Path $TestDrive map.csv) 1 -Set @{ 1 = @{ locationId = '128' } }
        $null = Connect-Sandbox -Connect @{ LocationMap = @{ '128' = '0190f5c2-7b1d-7c3e-9d4a-1f2e3d4c5b6a' } }
        (Import-IzzyVehicleCsv $path).LocationId | Should -Be ([guid]'0190f5c2-7b1d-7c3e-9d4a-1f2e3d4c5b6a')
        $map = Join-Path $TestDrive map.json
        '{"128": "0190f5c2-7b1d-7c3e-9d4a-1f2e3d4c5b6b"}' | Set-Content $map
        (Import-IzzyVehicleCsv $path -LocationMap $map).LocationId | Should -Be ([guid]'0190f5c2-7b1d-7c3e-9d4a-1f2e3d4c5b6b')
        { Connect-Sandbox -Connect @{ LocationMap = @{ '128' = 'nowhere' } } } | Should -Throw -ErrorId 'InvalidSetting*' -ExpectedMessage '*nowhere*'
    }

    It 'keeps to a known limit of requests a second' {
        $it = Connect-Sandbox -Connect @{ MaxRequestsPerSecond = 20 }
        $it.Dealer.MaxRequestsPerSecond | Should -Be 20
        $path = Write-Stock (Join-Path $TestDrive paced.csv) 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
        (Measure-Command { Import-IzzyVehicleCsv $path | Compare-IzzyVehicle | Sync-IzzyVehicle }).TotalMilliseconds | Should -BeGreaterThan 500
        $it.Sandbox.ActiveCars | Should -Be 10
        { Connect-Sandbox -Connect @{ MaxRequestsPerSecond = 0 } } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
    }

    It 'refuses an unusable address without quoting it, and creates no file' {
        $addresses = 'postgres://izzy:{0}@db.example.test/izzy?connect_timeout=5000', 'postgres://izzy:{0}@127.0.0.1/izzy%00', 'postgres://izzy:{0}@db.example.test/izzy?sslmode=prefer',
            'postgres://izzy:{0}@a,b/izzy', 'jdbc:postgresql://db/izzy?password={0}', 'host=db user=izzy password={0}', 'pgsql://izzy:{0}@db/izzy', 'izzy:{0}@db/izzy',
            'postgres//izzy:{0}@h:5432/izzy', "postgres`u{FF1A}//izzy:{0}@h/izzy", 'p:{0}@db.example.com/izzy', 'postgres:/izzy:{0}@h/izzy', 'postgres:/izzy/{0}@h/izzy', 'izzy/{0}@h/db', 'db.example.com:5432:izzy:izzy:{0}', '{{"host":"h","password":"{0}"}}'
        $sandbox = Start-IzzySandbox
        $connect = @{ BaseUri = $sandbox.BaseUri; Credential = $sandbox.Credential }
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive "strange-$([guid]::NewGuid())")
        Push-Location $folder
        try {
            foreach ($address in $addresses -f 'Planted-secret-17') {
                foreach ($named in @{ LedgerPath = $address }, @{ LedgerConnection = $address }) {
                    { Connect-IzzyDealer @connect @named } | Should -Throw
                    $Error[0].FullyQualifiedErrorId | Should -Match '^(LedgerAddress|InvalidSetting),'
                    $shown = ($Error[0] | Format-List * -Force | Out-String -Width 500) + ($Error[0].Exception | Format-List * -Force | Out-String -Width 500) + $Error[0].Exception.Message
                    $shown | Should -Not -BeLike '*Planted-secret*'
                    $Error[0].Exception.Message | Should -Not -Match '   at '
                }
            }
        }
        finally { Pop-Location }
        Get-ChildItem $folder -Force | Should -BeNullOrEmpty
    }

    It 'refuses an address as a file name without quoting it: <name>' -TestCases @(
        @{ name = '-LedgerPath'; run = { param($address) Connect-IzzyDealer -BaseUri $it.Sandbox.BaseUri -Credential $it.Sandbox.Credential -LedgerPath $address } }
        @{ name = '-LocationMap'; run = { param($address) Connect-IzzyDealer -BaseUri $it.Sandbox.BaseUri -Credential $it.Sandbox.Credential -LocationMap $address } }
        @{ name = 'the environment'; run = { param($address) $env:IZZYLEASE_LOCATION_MAP_FILE = $address; Disconnect-IzzyDealer; Import-IzzyVehicleCsv $stock } }
        @{ name = '-Path of the stock'; run = { param($address) Import-IzzyVehicleCsv $address } }
        @{ name = '-LiteralPath of the stock'; run = { param($address) Import-IzzyVehicleCsv -LiteralPath $address } }
        @{ name = '-ErrorReport'; run = { param($address) Import-IzzyVehicleCsv $stock -ErrorReport $address } }
        @{ name = '-Profile'; run = { param($address) Import-IzzyVehicleCsv $stock -Profile $address } }
        @{ name = 'Export-IzzyLedger'; run = { param($address) Export-IzzyLedger $address } }
        @{ name = 'Import-IzzyLedger'; run = { param($address) Import-IzzyLedger $address } }
        @{ name = 'Move-IzzyLedger'; run = { param($address) Move-IzzyLedger $address } }
        @{ name = '-FaultSchedule'; run = { param($address) Start-IzzySandbox -FaultSchedule $address } }
    ) {
        $it = Connect-Sandbox
        $stock = Write-Stock (Join-Path $TestDrive stock.csv) 1
        try {
            foreach ($address in 'https://u:Planted-secret-17@h/e.csv', "https`u{FF1A}`u{FF0F}`u{FF0F}u`u{FF1A}Planted-secret-17`u{FF20}h/e.csv") {
                { & $run $address } | Should -Throw
                $Error[0].FullyQualifiedErrorId | Should -Match '^(LedgerAddress|InvalidSetting),'
                $Error[0].Exception.Message | Should -Match 'names an address|looks like an address'
                ($Error[0] | Format-List * -Force | Out-String -Width 500) + (Get-Error | Out-String -Width 500) | Should -Not -BeLike '*Planted-secret*'
            }
        }
        finally { Remove-Item env:IZZYLEASE_LOCATION_MAP_FILE -ErrorAction Ignore }
    }

    It 'shows no control characters of a server, nor do the inner exceptions' {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $server = [powershell]::Create().AddScript({
            param($listener)
            $text = "SFATAL`0VFATAL`0C28000`0Mno`u{9B}31m`u{202E}gnp`a`rx`0Hhint`u{9B}2J`u{7}`0Dmore`u{202E}`0`0"
            $bytes = [Text.Encoding]::UTF8.GetBytes($text)
            $length = [BitConverter]::GetBytes([Net.IPAddress]::HostToNetworkOrder($bytes.Length + 4))
            while ($true) {
                $client = $listener.AcceptTcpClient()
                $stream = $client.GetStream()
                $buffer = [byte[]]::new(4096)
                $read = $stream.Read($buffer, 0, 4096)
                if ($read -eq 8) {
                    $stream.WriteByte([byte][char]'N')
                    $null = $stream.Read($buffer, 0, 4096)
                }
                $stream.WriteByte([byte][char]'E')
                $stream.Write($length, 0, 4)
                $stream.Write($bytes, 0, $bytes.Length)
                $client.Close()
            }
        }).AddArgument($listener)
        $null = $server.BeginInvoke()
        try {
            $sandbox = Start-IzzySandbox
            { Connect-IzzyDealer -BaseUri $sandbox.BaseUri -Credential $sandbox.Credential -LedgerConnection "postgres://izzy:Planted-secret-17@127.0.0.1:$($listener.LocalEndpoint.Port)/izzy" } | Should -Throw
            $shown = $Error[0].Exception.Message + (Get-Error | Out-String -Width 500)
            for ($exception = $Error[0].Exception; $exception; $exception = $exception.InnerException) { $shown += ($exception | Format-List * -Force | Out-String -Width 500) + $exception.Message }
            $shown | Should -BeLike '*gnp*'
            # PowerShell colours its own text with escape sequences of ESC [ … m.
            $shown -replace "`e\[[\d;]*m" | Should -Not -Match "[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202E]"
        }
        finally { $listener.Stop(); $server.Stop() }
    }

    It 'shows the password of a proxy nowhere' {
        $account = "[pscredential]::new('me', (ConvertTo-SecureString s3cret-of-mine -AsPlainText))"
        $old = $env:HTTPS_PROXY, $env:XDG_DATA_HOME
        $env:HTTPS_PROXY = 'http://anna:Planted-secret-17@127.0.0.1:1'
        $env:XDG_DATA_HOME = Join-Path $TestDrive "proxied-$([guid]::NewGuid())"
        try {
            $said = Invoke-Pwsh "Connect-IzzyDealer -BaseUri https://api.example.test -Credential ($account) -Verbose; Test-IzzyDealer -Verbose; Get-Error | Out-String; `$Error | Format-List * -Force | Out-String -Width 500"
        }
        finally { $env:HTTPS_PROXY, $env:XDG_DATA_HOME = $old }
        $said.Output | Should -BeLike '*No token from https://api.example.test*'
        $said.Output | Should -Not -BeLike '*Planted-secret*'
    }

    It 'takes other limits of closes, and sends by them too' {
        $it = Connect-Sandbox -Connect @{ CloseLimit = 1; CloseLimitPercent = 0 }
        $stock = Join-Path $TestDrive limits.csv
        $null = Import-IzzyVehicleCsv (Write-Stock $stock (1..20)) | New-IzzyVehicle
        (Import-IzzyVehicleCsv (Write-Stock $stock (1..18)) | Compare-IzzyVehicle -CloseMissing).BlockReason | Select-Object -Unique | Should -Be CloseLimit
        $one = Import-IzzyVehicleCsv (Write-Stock $stock (1..19)) | Compare-IzzyVehicle -CloseMissing
        ($one | Sync-IzzyVehicle -Confirm:$false).Outcome | Should -Be Succeeded
        { Close-IzzyVehicle -Vin (Get-TestVin 1) -Confirm:$false -ErrorAction Stop } | Should -Throw -ExpectedMessage '*-AllowClose 2*'
        $it.Sandbox.ActiveCars | Should -Be 19
    }

    It 'brings a closed listing back by an update with -ReuseListing' {
        $sandbox = Start-IzzySandbox -PutRevives
        $null = Connect-IzzyDealer -BaseUri $sandbox.BaseUri -Credential $sandbox.Credential -LedgerPath $sandbox.LedgerPath -ReuseListing -WarningAction Ignore
        $stock = Write-Stock (Join-Path $TestDrive reuse.csv) (1..3)
        $first = Import-IzzyVehicleCsv $stock | New-IzzyVehicle
        $null = Close-IzzyVehicle -Vin $first[0].Vin -Confirm:$false
        $again = Import-IzzyVehicleCsv $stock | Where-Object Vin -eq $first[0].Vin | New-IzzyVehicle -Reopen
        $again.RemoteId | Should -Be $first[0].RemoteId
        $sandbox.ActiveCars | Should -Be 3
    }

    It 'refuses a feed name with control characters' {
        $null = Connect-Sandbox
        { Import-IzzyVehicleCsv (Write-Stock (Join-Path $TestDrive feed.csv) 1) -Feed "a`e[2J" } | Should -Throw -ErrorId 'InvalidSetting*'
        $Error[0].Exception.Message | Should -Not -Match "`e"
    }

    It 'shows the secret nowhere' {
        $it = Connect-Sandbox
        $secret = $it.Sandbox.Credential.GetNetworkCredential().Password
        $it.Dealer | Format-List * -Force | Out-String | Should -Not -BeLike "*$secret*"
        $it.Dealer | ConvertTo-Json -Depth 3 | Should -Not -BeLike "*$secret*"
    }
}

Describe 'Without a connection' {
    AfterEach { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer; Get-ChildItem env:IZZYLEASE_* | Remove-Item }

    It 'says both ways to connect' {
        { Get-IzzyVehicle } | Should -Throw -ErrorId 'NotConnected*' -ExpectedMessage '*Connect-IzzyDealer*IZZYLEASE_CLIENT_ID*'
    }

    It 'takes the environment' {
        $sandbox = Start-IzzySandbox
        $env:IZZYLEASE_API_BASE_URL = $sandbox.BaseUri
        $env:IZZYLEASE_CLIENT_ID = $sandbox.Credential.UserName
        $env:IZZYLEASE_CLIENT_SECRET = $sandbox.Credential.GetNetworkCredential().Password
        $env:IZZYLEASE_LEDGER = $sandbox.LedgerPath
        (Test-IzzyDealer -WarningAction Ignore).IsReady | Should -BeTrue
        (Get-IzzyDealer).LedgerPath | Should -Be $sandbox.LedgerPath
    }

    It 'names what is wrong with the environment' {
        $env:IZZYLEASE_CLIENT_ID = 'me'
        { Get-IzzyVehicle } | Should -Throw -ErrorId 'NotConnected*' -ExpectedMessage '*IZZYLEASE_CLIENT_SECRET is not set*'
    }

    It 'starts no ledger when an existing one is required' {
        $sandbox = Start-IzzySandbox
        $env:IZZYLEASE_API_BASE_URL = $sandbox.BaseUri
        $env:IZZYLEASE_CLIENT_ID = 'me'
        $env:IZZYLEASE_CLIENT_SECRET = 'secret'
        $env:IZZYLEASE_LEDGER = $sandbox.LedgerPath
        $env:IZZYLEASE_LEDGER_REQUIRED = '1'
        { Get-IzzyVehicle } | Should -Throw -ErrorId 'LedgerMissing*'
        $sandbox.LedgerPath | Should -Not -Exist
    }
}

Describe 'Connect-IzzyDealer to a ledger in PostgreSQL' {
    BeforeAll { $database = Start-TestPostgres -Password 'Planted-secret-17' }
    BeforeEach {
        Skip-Without $database
        $sandbox = Start-IzzySandbox
        $account = @{ BaseUri = $sandbox.BaseUri; Credential = $sandbox.Credential; WarningAction = 'Ignore' }
    }
    AfterEach { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer; Remove-Item env:PGPASSWORD, env:PGPASSFILE -ErrorAction Ignore }
    AfterAll { Stop-TestPostgres $database }

    It 'works with it as with a file, and shows the password nowhere' {
        $env:TEST_ADDRESS = $database.Location -replace '//', "//izzy:$($database.Password)@"
        $env:TEST_SECRET = $sandbox.Credential.GetNetworkCredential().Password
        $stock = Write-Stock (Join-Path $TestDrive stock.csv) (1..3)
        $log = Join-Path $TestDrive transcript.txt
        $told = Invoke-Pwsh @"
            `$null = Start-Transcript '$log'
            `$credential = [pscredential]::new('$($sandbox.Credential.UserName)', (ConvertTo-SecureString `$env:TEST_SECRET -AsPlainText))
            Connect-IzzyDealer -BaseUri $($sandbox.BaseUri) -Credential `$credential -LedgerConnection `$env:TEST_ADDRESS -Verbose | Format-List *
            Import-IzzyVehicleCsv '$stock' | New-IzzyVehicle -Verbose
            Get-IzzyDealer | ConvertTo-Json -Depth 4
            Test-IzzyLedger | Format-List
            `$null = Stop-Transcript
"@
        Remove-Item env:TEST_ADDRESS, env:TEST_SECRET
        $told.ExitCode | Should -Be 0
        $shown = $told.Output + (Get-Content $log -Raw)
        $shown | Should -BeLike "*its ledger is '$($database.Location)'*"
        $shown | Should -Not -BeLike "*$($database.Password)*"
        $null = Connect-IzzyDealer @account -LedgerConnection ($database.Location -replace '//', "//izzy:$($database.Password)@")
        (Get-IzzyVehicle -State Active).Count | Should -Be 3
    }

    It 'takes the password from <from>' -TestCases @(
        @{ from = 'PGPASSWORD'; set = { $env:PGPASSWORD = $database.Password } }
        @{ from = 'a password file'
            set = {
                $env:PGPASSFILE = Join-Path $TestDrive pgpass
                "127.0.0.1:$($database.Port):*:izzy:$($database.Password)" | Set-Content $env:PGPASSFILE
                if (-not $IsWindows) { chmod 600 $env:PGPASSFILE }
            } }
    ) {
        . $set
        $null = Connect-IzzyDealer @account -LedgerConnection ($database.Location -replace '//', '//izzy@')
        (Test-IzzyLedger).IsHealthy | Should -BeTrue
        Disconnect-IzzyDealer
        (Connect-IzzyDealer @account -LedgerPath ($database.Location -replace '//', '//izzy@')).LedgerPath | Should -Be $database.Location
    }

    It 'says what is wrong without the password: <what>' -TestCases @(
        @{ what = 'another user'; address = { "postgres://nobody:$($database.Password)@127.0.0.1:$($database.Port)/postgres" }; id = 'LedgerStorage*'; message = '*refuses the user*' }
        @{ what = 'no such database'; address = { "postgres://izzy:$($database.Password)@127.0.0.1:$($database.Port)/nothing" }; id = 'LedgerStorage*'; message = '*no such database*' }
        @{ what = 'nobody there'; address = { "postgres://izzy:$($database.Password)@127.0.0.1:1/postgres" }; id = 'LedgerStorage*'; message = "*can't be reached*" }
        @{ what = 'no address'; address = { "Host=localhost;Password=$($database.Password)" }; id = 'InvalidSetting*'; message = '*postgres://user:password@host:5432/database*' }
        @{ what = 'no database'; address = { "postgres://izzy:$($database.Password)@localhost" }; id = 'LedgerAddress*'; message = '*right would be*' }
    ) {
        $typed = & $address
        { Connect-IzzyDealer @account -LedgerConnection $typed } | Should -Throw -ErrorId $id -ExpectedMessage $message
        $shown = $Error[0] | Format-List * -Force | Out-String -Width 500
        $shown + $Error[0].Exception.ToString() + $Error[0].TargetObject | Should -Not -BeLike "*$($database.Password)*"
    }

    It 'is either a file or a database' {
        { Connect-IzzyDealer @account -LedgerPath ./a.db -LedgerConnection postgres://localhost/izzy } | Should -Throw -ErrorId 'AmbiguousParameterSet*'
    }

    It 'takes other limits of what a file may change' {
        $null = Connect-Sandbox -Connect @{ IdentityLimit = 0; PriceLimitPercent = 10; FeedPriceLimitPercent = 5 }
        $stock = Join-Path $TestDrive guards.csv
        $null = Import-IzzyVehicleCsv (Write-Stock $stock (1..5)) | New-IzzyVehicle
        $prices = Import-IzzyVehicleCsv (Write-Stock $stock (1..5) -Set @{ 1 = @{ pricing_salesPrice = 56000 }; 2 = @{ pricing_salesPrice = 53000 } })
        ($prices | Compare-IzzyVehicle -WarningAction Ignore | ForEach-Object { "$($_.Action) $($_.BlockReason)" }) | Should -Be 'Blocked PriceLimit', 'Reprice None'
        $other = Import-IzzyVehicleCsv (Write-Stock $stock (1..6) -Set @{ 1 = @{ make = 'Kia' } })
        ($other | Compare-IzzyVehicle -WarningAction Ignore).BlockReason | Should -Be IdentityOfFile, IdentityOfFile
    }
}
