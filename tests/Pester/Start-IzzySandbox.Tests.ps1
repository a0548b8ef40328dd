BeforeAll { . $PSScriptRoot/common.ps1 }

Describe 'Start-IzzySandbox' {
    AfterEach { Stop-IzzySandbox }

    It 'gives each a client id, a secret and a ledger path of its own' {
        $first, $second = (Start-IzzySandbox), (Start-IzzySandbox)
        $first.BaseUri.IsLoopback | Should -BeTrue
        $first.BaseUri | Should -Not -Be $second.BaseUri
        $first.Credential.UserName | Should -Not -Be $second.Credential.UserName
        $first.LedgerPath | Should -Not -Be $second.LedgerPath
    }

    It 'takes a port, and says that it is taken' {
        $port = (Start-IzzySandbox).BaseUri.Port
        { Start-IzzySandbox -Port $port } | Should -Throw -ErrorId 'SandboxNotStarted*'
        Stop-IzzySandbox
        (Start-IzzySandbox -Port $port).BaseUri.Port | Should -Be $port
    }

    It 'answers after the time of -Latency' {
        $it = Connect-Sandbox -Latency 150
        (Measure-Command { Test-IzzyDealer }).TotalMilliseconds | Should -BeGreaterOrEqual 150
    }

    It 'shows the options it was started with' {
        $sandbox = Start-IzzySandbox -Latency 20 -RateLimit 50 -Fault 'DROP  times=1 after-commit', 503 -Seed 7 -TokenLifetime 60 -PutRevives
        $sandbox.Latency, $sandbox.RateLimit, $sandbox.Seed, $sandbox.TokenLifetime, $sandbox.PutRevives | Should -Be 20, 50, 7, 60, $true
        $sandbox.Faults.Fault | Should -Be 'drop after-commit times=1', '503'
        [IzzyPS.Display]::DescribeSandbox($sandbox) | Should -Be 'latency 20ms; rate limit 50/s; tokens last 1m; PUT revives; seed 7; drop after-commit times=1; 503'
    }

    It 'loses an answer, shows the car, and counts the fault' {
        $it = Connect-Sandbox -Fault 'drop after-commit from=2 times=1', '503 on update'
        $results = Import-IzzyVehicleCsv (Write-Stock (Join-Path $TestDrive stock.csv) (1..4)) | New-IzzyVehicle -ErrorAction SilentlyContinue
        @($results | Where-Object Outcome -EQ InDoubt).Count | Should -Be 1
        $it.Sandbox.Faults.Struck | Should -Be 1, 0
        $it.Sandbox.Struck | Should -Be 1

        $doubt = Get-IzzyOperation -State InDoubt
        $car = $it.Sandbox.Cars | Where-Object Vin -EQ $doubt.Vin
        $car.IsActive | Should -BeTrue
        { Resolve-IzzyOperation -Vin $doubt.Vin -RemoteId $car.Id -ErrorAction Stop } | Should -Throw -ErrorId 'ProofUnanswered*'
        $it.Sandbox.Faults[1].Struck | Should -BeGreaterThan 0
        @($it.Sandbox.Cars).Count | Should -Be 4
    }

    It 'refuses requests above its rate limit' {
        $sandbox = Start-IzzySandbox -RateLimit 1
        $statuses = 1..3 | ForEach-Object { (Invoke-WebRequest "$($sandbox.BaseUri)external/cars" -Method Post -SkipHttpErrorCheck).StatusCode }
        $statuses | Should -Contain 429
        $sandbox.RateLimited | Should -Be ($statuses -eq 429).Count
    }

    It 'gives tokens that are good for as long as -TokenLifetime says' {
        $sandbox = Start-IzzySandbox -TokenLifetime 60
        $login = @{ client_id = $sandbox.Credential.UserName; client_secret = $sandbox.Credential.GetNetworkCredential().Password; grant_type = 'client_credentials' }
        (Invoke-RestMethod -Method Post -Uri "$($sandbox.BaseUri)oauth/token" -Body $login).expires_in | Should -Be 60
    }

    It 'plays a schedule after the named faults, relative to PowerShell''s location' {
        Set-Content (Join-Path $TestDrive day.txt) '# A day', '', '503 on api at=30s for=10s  # busy'
        Push-Location $TestDrive
        try { $sandbox = Start-IzzySandbox -FaultSchedule ./day.txt -Fault drop } finally { Pop-Location }
        $sandbox.Faults.Fault | Should -Be 'drop', '503 on api at=30s for=10s'
    }

    It 'takes the schedule of the examples' {
        (Start-IzzySandbox -FaultSchedule (Join-Path $root examples bad-day.txt)).Faults.Count | Should -Be 5
    }

    It 'says which word is wrong: <told>' -ForEach @(
        @{ told = @('drop', 'drpo'); message = "-Fault 'drpo': 'drpo' is no fault; a fault is a status from 400 to 599, *" }
        @{ told = 'drop on cras'; message = "*there is no call 'cras'; calls are all, api, *" }
        @{ told = ''; message = '*The text does not say what goes wrong: *' }
    ) {
        { Start-IzzySandbox -Fault $told } | Should -Throw -ErrorId 'InvalidFault*' -ExpectedMessage $message
    }

    It 'names a wrong line of a schedule, and a schedule that is missing' {
        $file = Join-Path $TestDrive day.txt
        Set-Content $file 'drop', '503 at=soon'
        { Start-IzzySandbox -FaultSchedule $file } | Should -Throw -ErrorId 'InvalidFault*' -ExpectedMessage "day.txt, line 2: 'at=soon': *"
        { Start-IzzySandbox -FaultSchedule "$file.none" } | Should -Throw -ErrorId 'InvalidFault*' -ExpectedMessage "*day.txt.none can't be read*"
        { Start-IzzySandbox -FaultSchedule env:PATH } | Should -Throw -ErrorId 'InvalidFault*' -ExpectedMessage '*not in the file system*'
    }

    It 'completes <typed>' -ForEach @(
        @{ typed = 'Start-IzzySandbox -Fault trun'; word = 'truncated' }
        @{ typed = "Start-IzzySandbox -Fault 'drop af"; word = "'drop after-commit'" }
        @{ typed = "Start-IzzySandbox -Fault '503 on update,clo"; word = "'503 on update,close'" }
    ) {
        (TabExpansion2 $typed $typed.Length).CompletionMatches.CompletionText | Should -Be $word
    }
}
