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

    It 'refuses a missing ledger that is remembered, until -NewLedger says so' {
        $it = Connect-Sandbox
        $connect = @{ BaseUri = $it.Sandbox.BaseUri; Credential = $it.Sandbox.Credential; LedgerPath = $it.Sandbox.LedgerPath }
        Disconnect-IzzyDealer
        Remove-Item "$($it.Sandbox.LedgerPath)*"
        { Connect-IzzyDealer @connect } | Should -Throw -ErrorId 'LedgerMissing*' -ExpectedMessage '*-NewLedger*'
        (Connect-IzzyDealer @connect -NewLedger -WarningAction Ignore).LedgerPath | Should -Be $connect.LedgerPath
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

    It 'starts no ledger where one is required' {
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
